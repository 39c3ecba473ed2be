"""URLs of rules and eligibility for programs."""

from django.urls import path

from referrals.selection import api, rule_api

app_name = "selection_api"
urlpatterns = [
    path("rule-sets/", rule_api.RuleSets.as_view(), name="rule_sets"),
    path("rule-sets/<uuid:rule_set_id>/", rule_api.OneRuleSet.as_view(), name="rule_set"),
    path("rule-sets/<uuid:rule_set_id>/edit/", rule_api.Edit.as_view(), name="edit"),
    path("rule-sets/<uuid:rule_set_id>/<slug:verb>/", rule_api.Do.as_view(), name="do"),
    path("referrals/<uuid:referral_id>/eligibility/", api.Eligibility.as_view(), name="eligibility"),
    path("referrals/<uuid:referral_id>/verdicts/", api.Verdicts.as_view(), name="verdicts"),
    path("verdicts/<uuid:verdict_id>/", api.OneVerdict.as_view(), name="verdict"),
    path("patients/<uuid:patient_id>/findings/", api.Findings.as_view(), name="findings"),
]
