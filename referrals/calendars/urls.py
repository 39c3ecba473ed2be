"""URLs of calendars; at the root, since they belong to journeys, to persons and to phones."""

from django.urls import path

from referrals.calendars import views

app_name = "calendars"
urlpatterns = [
    path("my/calendar/", views.mine, name="mine"),
    path("my/calendar/feed/", views.make_mine, name="make_mine"),
    path("journeys/<uuid:journey_id>/calendar/", views.journey, name="journey"),
    path("journeys/<uuid:journey_id>/calendar/feed/", views.make, name="make"),
    path("calendar/feeds/<uuid:feed_id>/revoke/", views.revoke, name="revoke"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
