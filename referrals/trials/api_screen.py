"""The pre-screen for programs: one patient against all trials, one trial against all patients. Answers are computed and not kept."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, check_parameters
from carecoord.access.permissions import require
from carecoord.audit.trail import record, saw
from referrals.trials import fits, rounds, rules, screening
from referrals.trials.permissions import Permission
from referrals.trials.shapes import TrialAnswer, TrialRound
from referrals.trials.views import found

CLOSED = OpenApiParameter("closed", str, enum=["1"], description="Trials that take nobody new as well.")


class ForPatient(APIView):
    """The closest fit first."""

    @extend_schema(operation_id="trials_for_patient", parameters=[CLOSED], responses=TrialAnswer(many=True))
    def get(self, request: Request, patient_id: UUID) -> Response:
        actor = actor_of(request)
        require(actor, Permission.SCREEN)
        check_parameters(request, {"closed"})
        answers = screening.for_patient(actor, patient_id, closed=request.query_params.get("closed") == "1")
        if answers is None:
            raise Http404
        saw(actor, [patient_id])
        return Response(TrialAnswer([values(one) for one in answers], many=True).data)


def values(one: screening.Answer) -> dict[str, object]:
    trial = one.rules.trial
    return {"nct_id": trial.nct_id, "title": trial.title, "is_written": one.rules.is_written, **one.frozen()}


class Everybody(APIView):
    """Every living patient whose chart is open to the caller; it takes seconds for thousands."""

    @extend_schema(operation_id="trials_patients", request=None, responses=TrialRound)
    def post(self, request: Request, nct_id: str) -> Response:
        actor = actor_of(request)
        require(actor, Permission.SCREEN)
        (mine,) = rules.rules_of(actor, [found(nct_id)])
        ids = rounds.people(actor)
        record(actor, "trials.screen_all", about=mine.trial, patients=ids)
        *_, tally = rounds.walk(actor, mine, ids)
        shown = fits.found(actor, tally, mine.criteria)
        rows = {name: [person(one) for one in getattr(shown, name)] for name in ("best", "near")}
        counts = {name: getattr(shown, name) for name in ("total", "within", "unknown", "outside")}
        return Response({**counts, **rows})


def person(one: fits.Person) -> dict[str, object]:
    return {"patient_id": one.patient_id, "words": str(one.tag.word), "reasons": list(one.reasons)}
