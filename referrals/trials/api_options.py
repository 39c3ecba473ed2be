"""Trials on a referral for programs: what stands on it, putting one on it, one address a verb."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals import loop
from referrals.models import TrialOption
from referrals.trials import verbs
from referrals.trials.permissions import Permission
from referrals.trials.shapes import Shape
from referrals.trials.states import OptionState
from referrals.trials.views import found

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="The option's version, in quotes.")


class TrialOptionShape(Shape):
    """`words` and `found_at`: what the comparison said on the day it was put on the referral."""

    id = serializers.UUIDField()
    nct_id = serializers.CharField(source="trial.nct_id")
    state = serializers.ChoiceField(choices=OptionState.choices)
    slot_on = serializers.DateField(allow_null=True)
    answer_by = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    words = serializers.CharField(source="found.words")
    found_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class TrialConsiderBody(Shape):
    trial = serializers.RegexField(r"^NCT\d{8}$")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class TrialOfferBody(Shape):
    slot_on = serializers.DateField()
    answer_by = serializers.DateField(required=False)


class TrialWhyBody(Shape):
    reason = serializers.CharField(max_length=500)


class TrialNoBody(Shape):
    """Nothing but the version."""


class Options(APIView):
    @extend_schema(operation_id="referral_trials", responses=TrialOptionShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        """The trials of one referral, for both its sides."""
        actor = actor_of(request)
        require(actor, Permission.SCREEN)
        referral = loop.seen(actor, referral_id)
        saw(actor, [referral.patient_id])
        rows = TrialOption.objects.visible_to(actor).filter(referral=referral).select_related("trial")
        return Response(TrialOptionShape(rows, many=True).data)

    @extend_schema(operation_id="referral_consider_trial", request=TrialConsiderBody, responses={201: TrialOptionShape})
    def post(self, request: Request, referral_id: UUID) -> Response:
        """The center puts a trial on the referral."""
        actor = actor_of(request)
        require(actor, Permission.OFFER)
        referral = loop.seen(actor, referral_id)
        given = body(request, TrialConsiderBody)
        option = verbs.consider(actor, referral.pk, found(given["trial"]), note=given.get("note", ""))
        return Response(TrialOptionShape(option).data, status=status.HTTP_201_CREATED)


BODIES: dict[str, type[Shape]] = {"offer": TrialOfferBody, "accept": TrialNoBody, "decline": TrialWhyBody, "withdraw": TrialWhyBody}
ALLOWED = {"offer": Permission.OFFER, "withdraw": Permission.OFFER, "accept": Permission.ANSWER, "decline": Permission.ANSWER}
ABOUT = {
    "offer": "The center offers a slot of the trial.",
    "accept": "The practice says that the patient wants it.",
    "decline": "The practice says that the patient does not want it.",
    "withdraw": "The center takes it back.",
}


def view_of(verb: str) -> Any:
    """One address of one verb."""

    class Act(APIView):
        @extend_schema(operation_id=f"trial_option_{verb}", parameters=[IF_MATCH], request=BODIES[verb], responses=TrialOptionShape)
        def post(self, request: Request, option_id: UUID) -> Response:
            actor = actor_of(request)
            require(actor, ALLOWED[verb])
            row = TrialOption.objects.visible_to(actor).get(pk=option_id)
            saw(actor, [row.patient_id])
            given, version = body(request, BODIES[verb]), version_from(request)
            done = getattr(verbs, verb)(actor, option_id, version=version, **given)
            return Response(TrialOptionShape(done).data, headers={"ETag": f'"{done.version}"'})

    Act.__doc__ = ABOUT[verb]
    return Act.as_view()
