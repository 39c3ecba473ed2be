"""URLs of trials under /api/v1/."""

from django.urls import path

from referrals.trials import api, api_options, api_screen

app_name = "trials_api"
urlpatterns = [
    path("trials/", api.Trials.as_view(), name="list"),
    path("trials/<slug:nct_id>/", api.OneTrial.as_view(), name="one"),
    path("trials/<slug:nct_id>/patients/", api_screen.Everybody.as_view(), name="patients"),
    path("patients/<uuid:patient_id>/trials/", api_screen.ForPatient.as_view(), name="for_patient"),
    path("referrals/<uuid:referral_id>/trials/", api_options.Options.as_view(), name="options"),
    *[path(f"trials/options/<uuid:option_id>/{verb}/", api_options.view_of(verb), name=verb) for verb in api_options.BODIES],
]
