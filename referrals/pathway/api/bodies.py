"""What each verb of the road takes.

Room: referrals.pathway.api. Whether it makes sense is the verb's affair; here only names, kinds and lengths.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.models import Decision
from referrals.pathway.api.shapes import CONFIDENCES
from referrals.pathway.kinds import Confidence

Body = serializers.Serializer[Any]


class BeginBody(Body):
    protocol = serializers.IntegerField(help_text="The number of a protocol version in effect.")
    coordinator = serializers.IntegerField(required=False, help_text="Who looks after it; else who looks after the referral.")


class EmptyBody(Body):
    """A verb that takes only the version."""


class ProtocolBody(Body):
    protocol = serializers.IntegerField()
    reason = serializers.CharField(max_length=300)


class EndBody(Body):
    code = serializers.CharField(max_length=24, help_text="How it ended: one of the protocol's ends, such as complete or lost.")


class ChainBody(Body):
    chain_id = serializers.CharField(max_length=80)
    issuer = serializers.CharField(max_length=80)


class GiveBody(Body):
    user = serializers.IntegerField()


class CompleteBody(Body):
    """`answers` by the names in `fields_asked`; `signs` adds the caller's own sign-off."""

    done_on = serializers.DateField(required=False)
    answers = serializers.DictField(required=False)
    documents = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    results = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)
    signs = serializers.BooleanField(required=False)


class WhyBody(Body):
    reason = serializers.CharField(max_length=500)


class LabelBody(Body):
    chain_id = serializers.CharField(max_length=80, help_text="As it is read off the label.")


class AnchorBody(Body):
    """`source`: who said so, such as the manufacturer's portal."""

    on = serializers.DateField()
    confidence = serializers.ChoiceField(choices=CONFIDENCES, default=str(Confidence.PLANNED))
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    source = serializers.CharField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]  # hides an attribute nobody uses


class SignBody(Body):
    decision = serializers.ChoiceField(choices=Decision.choices)
    meaning = serializers.CharField(max_length=200, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    sha256 = serializers.CharField(max_length=64, help_text="Of the gate as you read it; another one is refused.")


class BranchBody(Body):
    """`days` and `protocol` only where the branch asks for them."""

    code = serializers.CharField(max_length=4)
    reason_code = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    step = serializers.UUIDField(required=False)
    days = serializers.IntegerField(required=False, min_value=-365, max_value=365)
    protocol = serializers.IntegerField(required=False)


class ResolveBody(Body):
    way = serializers.CharField(max_length=40)
    days = serializers.IntegerField(required=False, min_value=-365, max_value=365)
    protocol = serializers.IntegerField(required=False)
