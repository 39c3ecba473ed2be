"""What goes over the wire about the queue for scarce slots: a place with its points and why, criteria, the log, bodies of verbs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.models import EntryState, Measure, Tier
from referrals.slots.states import ResourceKind

Shape = serializers.Serializer[Any]


class PartShape(Shape):
    """What one criterion brings."""

    words = serializers.CharField()
    points = serializers.IntegerField()


class EntryShape(Shape):
    """Somebody who waits. `place` counts everybody who waits for the same, also those whose record is not open to the caller; null once
    nobody waits there any more. `parts` add up to `points`; a `tier` other than 0 is an exception, and `why` says whose and what for.
    """

    id = serializers.UUIDField()
    journey = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    product = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=EntryState.choices)
    entered_at = serializers.DateTimeField()
    place = serializers.IntegerField(allow_null=True)
    waiting = serializers.IntegerField()
    points = serializers.IntegerField()
    parts = PartShape(many=True)
    tier = serializers.ChoiceField(choices=Tier.choices)
    why = serializers.CharField()
    values = serializers.DictField(child=serializers.BooleanField())
    scored_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class QueueEventShape(Shape):
    """One thing that happened to somebody in the queue. `reason` as it was written, for both sides to read."""

    at = serializers.DateTimeField()
    verb = serializers.CharField()
    actor_name = serializers.CharField()
    tier = serializers.ChoiceField(choices=Tier.choices)
    points = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class CriterionShape(Shape):
    """A published criterion in force; `most` bounds what weeks bring."""

    code = serializers.CharField()
    words = serializers.CharField()
    measure = serializers.ChoiceField(choices=Measure.choices)
    points = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True)
    effective_on = serializers.DateField()


class EnterBody(Shape):
    """`values` by the codes of criteria that are asked; what is left out brings nothing."""

    journey = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    values = serializers.DictField(child=serializers.BooleanField(), required=False)


class AnswerBody(Shape):
    values = serializers.DictField(child=serializers.BooleanField())


class OverrideBody(Shape):
    tier = serializers.ChoiceField(choices=Tier.choices)
    reason = serializers.CharField(max_length=500)


class LeaveBody(Shape):
    reason = serializers.CharField(max_length=500)
