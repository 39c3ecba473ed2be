"""Addresses of the in-app center."""

from django.urls import path

from carecoord.notifications import api, api_choices, choosing, hooks, leaving, live, reaching, undelivered, views
from carecoord.notifications.attention import api as attention_api
from carecoord.notifications.attention import views as attention

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/live/", live.live, name="live"),
    path("notices/choices/", choosing.choose, name="choices"),
    path("notices/unsubscribe/<str:token>/", leaving.leave, name="unsubscribe"),
    path("notices/hours/", choosing.hours, name="hours"),
    path("notices/attention/", attention.attention, name="attention"),
    path("notices/undelivered/", undelivered.undelivered, name="undelivered"),
    path("notices/<uuid:notice_id>/undelivered/<slug:verb>/", undelivered.act, name="undelivered_act"),
    path("notices/attention/<uuid:attention_id>/<slug:verb>/", attention.attend, name="attend"),
    path("notices/<uuid:notice_id>/", views.notice, name="notice"),
    path("notices/<uuid:notice_id>/open/", views.open_notice, name="open"),
    path("notices/<uuid:notice_id>/read/", views.read, name="read"),
    path("notices/reach/", reaching.reach, name="reach"),
    path("notices/reach/mail/", reaching.mend_mail, name="mend_mail"),
    path("notices/reach/phone/", reaching.phone, name="phone"),
    path("notices/reach/phone/code/", reaching.phone_code, name="phone_code"),
    path("notices/reach/phone/remove/", reaching.phone_remove, name="phone_remove"),
    path("notices/reach/devices/", reaching.device, name="device"),
    path("notices/reach/devices/<int:device_id>/remove/", reaching.device_remove, name="device_remove"),
    path("notices/push-worker.js", reaching.push_worker, name="push_worker"),
    path("hooks/texts/", hooks.text_in, name="text_hook"),
    path("hooks/texts/<uuid:notice_id>/", hooks.text_status, name="text_status"),
    path("hooks/mail/", hooks.mail, name="mail_hook"),
    path("api/v1/notices/", api.Notices.as_view(), name="api_list"),
    path("api/v1/notices/choices/", api_choices.Choices.as_view(), name="api_choices"),
    path("api/v1/notices/hours/", api_choices.Hours.as_view(), name="api_hours"),
    path("api/v1/notices/attention/", attention_api.Attentions.as_view(), name="api_attention"),
    path("api/v1/notices/attention/<uuid:attention_id>/claim/", attention_api.Claim.as_view(), name="api_claim"),
    path("api/v1/notices/attention/<uuid:attention_id>/release/", attention_api.Release.as_view(), name="api_release"),
    path("api/v1/notices/attention/<uuid:attention_id>/finish/", attention_api.Finish.as_view(), name="api_finish"),
    path("api/v1/notices/<uuid:notice_id>/read/", api.ReadNotice.as_view(), name="api_read"),
]
