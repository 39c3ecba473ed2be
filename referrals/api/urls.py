"""URLs under /api/v1/: one address a verb."""

from django.urls import path

from referrals.api import directory, protocols, views
from referrals.api.shapes import BODIES

app_name = "referrals_api"
urlpatterns = [
    path("directory/", directory.Directory.as_view(), name="directory"),
    path("protocols/", protocols.Protocols.as_view(), name="protocols"),
    path("protocols/<slug:code>/<int:version>/", protocols.OneProtocol.as_view(), name="protocol"),
    path("referrals/", views.Referrals.as_view(), name="list"),
    path("referrals/<uuid:referral_id>/", views.OneReferral.as_view(), name="one"),
    path("referrals/<uuid:referral_id>/actions/", views.Actions.as_view(), name="actions"),
    path("referrals/<uuid:referral_id>/events/", views.Events.as_view(), name="events"),
    path("referrals/<uuid:referral_id>/notes/", views.Notes.as_view(), name="notes"),
    path("referrals/<uuid:referral_id>/questions/", views.Questions.as_view(), name="questions"),
    path("referrals/<uuid:referral_id>/questions/<uuid:item_id>/answer/", views.AnswerQuestion.as_view(), name="answer_question"),
    path("referrals/<uuid:referral_id>/packet/", views.PacketView.as_view(), name="packet"),
    *[path(f"referrals/<uuid:referral_id>/{verb}/", views.view_of(verb), name=verb) for verb in BODIES],
]
