"""URLs of rules and of eligibility."""

from django.urls import path

from referrals.selection import rule_views, views

app_name = "selection"
urlpatterns = [
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.new, name="new"),
    path("rules/<uuid:rule_set_id>/", rule_views.rule_set, name="rule_set"),
    path("rules/<uuid:rule_set_id>/copy/", rule_views.copy, name="copy"),
    path("rules/<uuid:rule_set_id>/edit/", rule_views.edit, name="edit"),
    path("rules/<uuid:rule_set_id>/test/", rule_views.test, name="test"),
    path("rules/<uuid:rule_set_id>/do/<slug:verb>/", rule_views.do, name="do"),
    path("referrals/<uuid:referral_id>/eligibility/", views.eligibility, name="eligibility"),
    path("referrals/<uuid:referral_id>/eligibility/ask/", views.ask, name="ask"),
    path("referrals/<uuid:referral_id>/eligibility/answer/", views.answer, name="answer"),
    path("referrals/<uuid:referral_id>/eligibility/keep/", views.store, name="store"),
    path("verdicts/<uuid:verdict_id>/", views.verdict, name="verdict"),
]
