"""URLs of meetings."""

from django.urls import path

from referrals.meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("call/", views.call, name="call"),
    path("<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("<uuid:meeting_id>/add/", views.add, name="add"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/move/", views.move, name="move"),
]
