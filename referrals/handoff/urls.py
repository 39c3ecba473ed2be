"""Addresses under /journeys/<id>/home/."""

from django.urls import path

from referrals.handoff import views, visit_views

app_name = "handoff"
urlpatterns = [
    path("", views.home, name="home"),
    path("draft/", views.draft, name="draft"),
    path("visits/new/", visit_views.new, name="new_visit"),
    path("visits/<uuid:note_id>/correct/", visit_views.correct, name="correct_visit"),
    path("<uuid:handoff_id>/", views.handoff, name="handoff"),
    path("<uuid:handoff_id>/sections/<slug:code>/", views.section, name="section"),
    path("<uuid:handoff_id>/do/<slug:verb>/", views.act, name="act"),
    path("<uuid:handoff_id>/handoff.pdf", views.pdf, name="pdf"),
    path("<uuid:handoff_id>/handoff.json", views.as_fhir, name="fhir"),
]
