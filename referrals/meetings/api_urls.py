"""URLs of meetings under /api/v1/."""

from django.urls import path

from referrals.meetings import api

app_name = "meetings_api"
urlpatterns = [
    path("meetings/", api.Meetings.as_view(), name="list"),
    path("meetings/actions/", api.Actions.as_view(), name="actions"),
    path("meetings/<uuid:meeting_id>/", api.OneMeeting.as_view(), name="one"),
    path("meetings/cases/<uuid:case_id>/decide/", api.Decide.as_view(), name="decide"),
    path("meetings/cases/<uuid:case_id>/ask/", api.Ask.as_view(), name="ask"),
]
