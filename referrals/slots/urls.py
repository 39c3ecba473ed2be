"""URLs of slots: calendar, one slot and the forms of its verbs, publishing, resources, the queue and its criteria."""

from django.urls import path

from referrals.slots import queue_views, setting_views, views

app_name = "slots"
urlpatterns = [
    path("slots/", views.calendar, name="calendar"),
    path("slots/publish/", setting_views.publish, name="publish"),
    path("slots/close/", setting_views.close, name="close"),
    path("slots/resources/", setting_views.resources, name="resources"),
    path("slots/resources/<int:resource_id>/", setting_views.resource, name="resource"),
    path("slots/hours/", setting_views.hours, name="hours"),
    path("slots/bookings/<uuid:booking_id>/", views.booking, name="booking"),
    path("slots/bookings/<uuid:booking_id>/do/<slug:verb>/", views.do, name="do"),
    path("slots/journeys/<uuid:journey_id>/", views.journey, name="journey"),
    path("slots/queue/", queue_views.queue, name="queue"),
    path("slots/queue/enter/<uuid:journey_id>/", queue_views.enter, name="enter"),
    path("slots/queue/<uuid:entry_id>/", queue_views.entry, name="entry"),
    path("slots/queue/<uuid:entry_id>/<slug:verb>/", queue_views.act, name="act"),
    path("slots/criteria/", queue_views.criteria, name="criteria"),
    path("slots/criteria/<uuid:criterion_id>/<slug:verb>/", queue_views.judge, name="judge"),
]
