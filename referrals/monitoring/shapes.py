"""What goes over the wire for checks and side effects."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from referrals.monitoring.states import EpisodeKind, EpisodeState, RetractReason

Shape = serializers.Serializer[Any]


@extend_schema_field({"type": "object", "additionalProperties": {"type": "object"}})
class AnswersField(serializers.JSONField):
    """`{"temperature": {"value": 38.4, "unit": "degC"}, "oxygen": {"value": "none"}}`; a question left out stays unanswered."""


@extend_schema_field({"type": "object", "additionalProperties": {"type": "object"}})
class GradesField(serializers.JSONField):
    """Each grade with its inputs, rule version, citation and notes; one that lacks an answer is not there."""


class CheckShape(Shape):
    """One check. `standing` is false once it was corrected or taken back."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    day_on = serializers.DateField()
    day = serializers.IntegerField()
    answers = AnswersField()
    grades = GradesField()
    ice = serializers.IntegerField(allow_null=True)
    crs = serializers.IntegerField(allow_null=True)
    icans = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    sample = serializers.UUIDField(source="sample_id", allow_null=True)
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    by = serializers.CharField(source="by_name")
    recorded_at = serializers.DateTimeField()
    standing = serializers.SerializerMethodField()

    def get_standing(self, row: Any) -> bool:
        return not (hasattr(row, "retraction") or hasattr(row, "corrected_by"))


class CheckBody(Shape):
    """`sample` is a document of the patient."""

    answers = AnswersField()
    at = serializers.DateTimeField(required=False)
    note = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    sample = serializers.UUIDField(required=False)


class RetractBody(Shape):
    reason_code = serializers.ChoiceField(choices=RetractReason.choices)
    text = serializers.CharField(required=False, max_length=300, allow_blank=True)


class EpisodeShape(Shape):
    """A side effect as a person confirmed it; `version` is also the ETag."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EpisodeKind.choices)
    state = serializers.ChoiceField(choices=EpisodeState.choices)
    onset_on = serializers.DateField()
    peak_grade = serializers.IntegerField(allow_null=True)
    peak_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    confirmed_by = serializers.CharField(source="confirmed_name")
    confirmed_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ChangeEpisodeBody(Shape):
    onset_on = serializers.DateField()
    peak_grade = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=5)
    peak_on = serializers.DateField(required=False, allow_null=True)
    ended_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, max_length=500, allow_blank=True)


class EpisodeBody(ChangeEpisodeBody):
    kind = serializers.ChoiceField(choices=EpisodeKind.choices)


class NoEpisodeBody(Shape):
    note = serializers.CharField(max_length=500)
