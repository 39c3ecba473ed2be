"""What goes over the wire about slots. `journey` is null where nobody has the slot, or somebody whom the caller may not see."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.slots.states import GIVEN_BY_PEOPLE, BookingState, Purpose, ResourceKind

Shape = serializers.Serializer[Any]


class SlotShape(Shape):
    """One slot. What is held or offered beyond `held_until` is free already: `is_free` says so."""

    id = serializers.UUIDField()
    resource = serializers.CharField()
    resource_id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    product = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=BookingState.choices)
    is_free = serializers.BooleanField()
    purpose = serializers.ChoiceField(choices=Purpose.choices, allow_blank=True)
    held_until = serializers.DateTimeField(allow_null=True)
    reason_code = serializers.CharField(allow_blank=True)
    journey = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class TakeBody(Shape):
    """`purpose` is needed for a bed alone: LD1 or D0."""

    journey = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False)


class NothingBody(Shape):
    """A verb that takes only the version."""


class ReleaseSlotBody(Shape):
    reason = serializers.ChoiceField(choices=[(one.value, one.label) for one in GIVEN_BY_PEOPLE])


class SwapBody(Shape):
    other = serializers.UUIDField()
    other_version = serializers.IntegerField(min_value=1)


class MoveSlotBody(Shape):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class MovedShape(Shape):
    """The slot at its new time, and the date of the plan that it concerns: move that with `move_anchor` once somebody has looked."""

    slot = SlotShape()
    anchor = serializers.CharField(allow_blank=True)
    on = serializers.DateField(allow_null=True)


class SwappedShape(Shape):
    slot = SlotShape()
    other = SlotShape()
