"""URLs of trials. An NCT number is public; a patient stands in an address only as a UUID."""

from django.urls import path

from referrals.trials import views, views_options, views_screen, views_written

app_name = "trials"
urlpatterns = [
    path("trials/", views.trials, name="list"),
    path("trials/<slug:nct_id>/", views.trial, name="trial"),
    path("trials/<slug:nct_id>/patients/", views_screen.patients, name="patients"),
    path("trials/<slug:nct_id>/criteria/", views_written.criteria, name="criteria"),
    path("trials/criteria/<uuid:criteria_id>/<slug:verb>/", views_written.decide, name="decide"),
    path("referrals/<uuid:referral_id>/trials/", views_options.options, name="options"),
    path("referrals/<uuid:referral_id>/trials/add/", views_options.consider, name="consider"),
    path("referrals/trials/<uuid:option_id>/<slug:verb>/", views_options.act, name="act"),
    path("patients/<uuid:patient_id>/trials/", views_screen.for_patient, name="for_patient"),
]
