"""What goes over the wire for hand-offs and visit notes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from referrals.handoff.sections import SECTIONS
from referrals.handoff.states import HandOffState
from referrals.monitoring.shapes import AnswersField

Shape = serializers.Serializer[Any]


@extend_schema_field({"type": "object", "additionalProperties": {"type": "object"}})
class ContentField(serializers.JSONField):
    """Sections by code, each with `fields` and a `table` taken from the record."""


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class ValuesField(serializers.DictField):
    """Fields of one section by name; what is left out stays."""


@extend_schema_field({"type": "array", "items": {"type": "object"}})
class ConcernsField(serializers.JSONField):
    """What the center must look at: code, words, whether it is for the same day."""


class HandOffRow(Shape):
    """One version without its content; `version` is also the ETag."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=HandOffState.choices)
    drafted_at = serializers.DateTimeField()
    signed_by = serializers.CharField(source="signed_name")
    signed_at = serializers.DateTimeField(allow_null=True)
    signed_zone = serializers.CharField()
    sha256 = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = serializers.CharField(source="acknowledged_name")
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    first_visit_on = serializers.DateField(allow_null=True)
    questions = serializers.CharField()
    version = serializers.IntegerField()


class HandOffShape(HandOffRow):
    content = ContentField()


class SectionBody(Shape):
    section = serializers.ChoiceField(choices=[(one.code, one.title) for one in SECTIONS])
    values = ValuesField(child=serializers.CharField(allow_blank=True, max_length=4000))


class SendBody(Shape):
    """Nothing but the version in If-Match."""


class VisitShape(Shape):
    id = serializers.UUIDField()
    visit_on = serializers.DateField()
    answers = AnswersField()
    concerns = ConcernsField()
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    by = serializers.CharField(source="by_name")
    sent_at = serializers.DateTimeField()


class VisitBody(Shape):
    visit_on = serializers.DateField()
    answers = AnswersField()
