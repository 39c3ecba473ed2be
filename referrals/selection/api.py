"""HTTP of eligibility for programs: what holds now, verdicts that are kept, answers to what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of, body, check_parameters
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from patients.models import Patient
from referrals import loop
from referrals.models import Referral, Verdict
from referrals.selection import shapes, verbs, watch
from referrals.selection.basis import basis_of
from referrals.selection.flags import raised
from referrals.selection.free import earliest
from referrals.selection.judging import Judgement, judgements, line, missing
from referrals.selection.permissions import Permission
from referrals.selection.sets import applying

KEPT = 200  # verdicts of one referral that are listed, newest first


def found(request: Request, referral_id: UUID) -> Referral:
    actor = actor_of(request)
    require(actor, Permission.VIEW)
    try:
        row = loop.seen(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    saw(actor, [row.patient_id])
    return row


class Eligibility(APIView):
    """The panel of a referral."""

    @extend_schema(operation_id="selection_eligibility", responses=shapes.EligibilityShape)
    def get(self, request: Request, referral_id: UUID) -> Response:
        """Judged now, from the chart where it is open to the caller, else from the packet and the answers to questions."""
        actor, row = actor_of(request), found(request, referral_id)
        check_parameters(request, set())
        return Response(shapes.EligibilityShape(panel(actor, row)).data)


def panel(actor: Actor, row: Referral) -> dict[str, Any]:
    today, basis = timezone.localdate(), basis_of(actor, row)
    made = judgements(applying(row.to_org_id, today), basis.facts, today=today)
    free = earliest(basis.facts.record, row.to_org_id)
    return {
        "basis": basis.name,
        "verdicts": [as_now(one, basis.name) for one in made],
        "missing": [{name: getattr(key, name) for name in ("key", "label", "ask", "unit", "kind")} for key in missing(made)],
        "red_flags": raised(basis.facts),
        "earliest_apheresis": list(free.values()),
        "crossings": [crossing(one) for one in watch.crossings(row, basis.facts)] if row.is_open else [],
    }


def crossing(one: watch.Crossing) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("code", "words", "before", "now", "is_worse")}
    return {"verdict": one.verdict.pk, **told}


SAME = ("kind", "key", "title", "product", "number", "source", "approval")


def as_now(one: Judgement, basis: str) -> dict[str, Any]:
    named = {name: getattr(one.row, name) for name in SAME}
    said = {"outcome": one.outcome, "words": one.words, "basis": basis, "lines": [line(each) for each in one.judged]}
    return {"id": None, "rule_set": one.row.pk, **named, **said, "judged_at": None, "judged_by": "", "newer": None}


def as_kept(row: Verdict, newest: dict[tuple[str, str], UUID]) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in (*SAME, "outcome", "basis", "judged_at", "lines")}
    now = newest.get((row.kind, row.key))
    newer = now if now is not None and now != row.rule_set_id else None
    return {"id": row.pk, "rule_set": row.rule_set_id, **named, "words": row.said, "judged_by": row.judged_by_name, "newer": newer}


def kept(rows: list[Verdict], center_id: int | None) -> list[dict[str, Any]]:
    newest = {(one.row.kind, one.row.key): one.row.pk for one in applying(center_id, timezone.localdate())}
    return [as_kept(row, newest) for row in rows]


class Verdicts(APIView):
    """What is kept of one referral."""

    @extend_schema(operation_id="selection_verdicts_list", responses=shapes.VerdictShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        """The newest first, two hundred at most; each says whether a newer rule holds now."""
        actor, row = actor_of(request), found(request, referral_id)
        check_parameters(request, set())
        rows = list(Verdict.objects.visible_to(actor).filter(referral=row)[:KEPT])
        return Response(shapes.VerdictShape(kept(rows, row.to_org_id), many=True).data)

    @extend_schema(operation_id="selection_verdicts_keep", request=None, responses={201: shapes.VerdictShape(many=True)})
    def post(self, request: Request, referral_id: UUID) -> Response:
        """Keep what every set says today. What is kept never changes, whatever becomes of the rules."""
        actor, row = actor_of(request), found(request, referral_id)
        rows = verbs.store(actor, row.pk)
        return Response(shapes.VerdictShape(kept(rows, row.to_org_id), many=True).data, status=status.HTTP_201_CREATED)


class OneVerdict(APIView):
    @extend_schema(operation_id="selection_verdict", responses=shapes.VerdictShape)
    def get(self, request: Request, verdict_id: UUID) -> Response:
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        row = Verdict.objects.visible_to(actor).select_related("referral", "rule_set").filter(pk=verdict_id).first()
        if row is None:
            raise Http404
        saw(actor, [row.patient_id])
        center = row.referral.to_org_id if row.referral else row.rule_set.owner_id
        return Response(shapes.VerdictShape(kept([row], center)[0]).data)


class Findings(APIView):
    @extend_schema(operation_id="selection_finding_add", request=shapes.FindingBody, responses={201: shapes.FindingShape})
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Answer what no table of the record holds; open questions that asked for it are answered with it."""
        actor = actor_of(request)
        require(actor, Permission.ANSWER)
        if not Patient.objects.visible_to(actor).filter(pk=patient_id).exists():
            raise Http404
        row = verbs.answer_fact(actor, patient_id, **body(request, shapes.FindingBody))
        return Response(shapes.FindingShape(row).data, status=status.HTTP_201_CREATED)
