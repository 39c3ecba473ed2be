"""Settings of the API's frame and of the description it gives of itself; carecoord/settings.py takes them over.

Nothing from the environment belongs here.
"""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["carecoord.access.api.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["carecoord.access.api.SignedIn"],
    "DEFAULT_THROTTLE_CLASSES": ["carecoord.access.limits.Calls"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "carecoord.access.api.problem",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "carecoord",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "DESCRIPTION": "The record and the loop of referrals for programs: the same verbs, walls and refusals as the pages. "
    "Dates and instants are ISO 8601; instants carry their offset, so send them with one.",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "carecoord.access.openapi.problems"],
    "ENUM_NAME_OVERRIDES": {
        **{name: f"patients.models.{name}" for name in ("CaregiverState", "DocumentState", "DocumentKind", "Refractory", "Response")},
        "DiseaseStage": "patients.models.Stage",
        "ReferralStage": "referrals.states.Stage",
        "ReferralKind": "referrals.models.ReferralKind",
        **{
            f"{name}Reason": f"referrals.reasons.{name}Reason"
            for name in ("Cancel", "Decline", "Defer", "Error", "Lost", "Missed", "NotEligible", "Patient", "Reopen")
        },
        "CloseException": "referrals.reasons.CloseException",
        **{name: f"referrals.monitoring.states.{name}" for name in ("EpisodeKind", "EpisodeState", "RetractReason")},
        "HandOffState": "referrals.handoff.states.HandOffState",
        "ReferralSide": "referrals.states.Side",
        "SlotKind": "referrals.slots.states.ResourceKind",
        "RoadSite": "referrals.pathway.api.shapes.SITES",
        "RoadRole": "referrals.pathway.api.shapes.OWNERS",
        "StepState": "referrals.pathway.states.StepState",
        "JourneyState": "referrals.pathway.states.JourneyState",
        **{name: f"referrals.models.{name}" for name in ("CaseDecision", "MeetingKind")},
        "GateDecision": "referrals.models.Decision",
        "CriterionState": "referrals.trials.shapes.STATES",
    },
}
