"""Shapes of what is decided and what happens: gates, failures, flags, events.

Room: referrals.pathway.api. Journeys, steps and dates are in `shapes`.
"""

from __future__ import annotations

from rest_framework import serializers

from referrals.models import Decision
from referrals.pathway.api.shapes import OWNERS, Shape
from referrals.states import Side


class ItemShape(Shape):
    """One item of a gate; `step_id` is the step that clears it."""

    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire; hides an attribute nobody uses
    is_met = serializers.BooleanField()
    why = serializers.CharField()
    step_id = serializers.UUIDField(allow_null=True)


class SignatureShape(Shape):
    """`voided_because` is empty while it stands; `sha256` is the fingerprint of what was signed."""

    decision = serializers.ChoiceField(choices=Decision.choices)
    role = serializers.ChoiceField(choices=OWNERS)
    attempt = serializers.IntegerField()
    meaning = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    signer_name = serializers.CharField()
    signed_at = serializers.DateTimeField()
    time_zone = serializers.CharField()
    sha256 = serializers.CharField()
    voided_because = serializers.CharField(allow_blank=True)


class GateRow(Shape):
    """`before` is the anchor it stands before; `is_spent` says that this has happened."""

    code = serializers.CharField()
    title = serializers.CharField()
    before = serializers.CharField()
    before_on = serializers.DateField(allow_null=True)
    signers = serializers.ListField(child=serializers.ChoiceField(choices=OWNERS))
    items_needed = serializers.IntegerField()
    items_met = serializers.IntegerField()
    is_passed = serializers.BooleanField()
    is_spent = serializers.BooleanField()


class GateShape(GateRow):
    """One gate as it stands now. `sha256` is the fingerprint of these items; send it back when you sign."""

    items = ItemShape(many=True)
    signatures = SignatureShape(many=True)
    sha256 = serializers.CharField()


class BranchShape(Shape):
    """A failure that happened; `resolved_at` is null while it is open, `ways` are how it can be resolved."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    step_id = serializers.UUIDField(allow_null=True)
    attempt = serializers.IntegerField()
    reason_code = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)
    ways = serializers.DictField(child=serializers.CharField())


class FlagShape(Shape):
    id = serializers.UUIDField()
    step_id = serializers.UUIDField(allow_null=True)
    words = serializers.CharField()
    branch = serializers.CharField(allow_blank=True, help_text="The failure it suggests, such as F07.")
    is_urgent = serializers.BooleanField()
    raised_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True)


class RoadEventShape(Shape):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField()
    step_id = serializers.UUIDField(allow_null=True)
    actor_name = serializers.CharField()
    side = serializers.ChoiceField(choices=Side.choices)
    reason_code = serializers.CharField(allow_blank=True)
    detail = serializers.DictField()
