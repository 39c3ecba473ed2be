"""Gates for programs: what is met, what is not and whose step it is, who signed. Only a person signs, in a session of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, version_from
from carecoord.access.errors import NotAllowed
from carecoord.access.stepup import is_fresh
from referrals.models import Decision, GateSignature
from referrals.pathway import gates, verbs
from referrals.pathway.api import bodies, outcomes
from referrals.pathway.api.reading import IF_MATCH, found, loaded
from referrals.pathway.protocol import Gate
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road

MOST = 100


class Gates(APIView):
    @extend_schema(operation_id="journeys_gates", responses=outcomes.GateRow(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Every gate of the road: how much of it is met, and whether it is signed."""
        current = loaded(request, journey_id)
        shown, known = [], None
        for gate in current.protocol.gates:
            known = gates.again(known, gate) if known else gates.ask(current, gate)
            shown.append(row_of(current, gate, gates.evaluate(current, gate, known=known)))
        return Response(outcomes.GateRow(shown, many=True).data, headers={"ETag": f'"{current.journey.version}"'})


def row_of(current: Road, gate: Gate, items: list[gates.Item]) -> dict[str, Any]:
    fix = current.fixes.get(gate.before)
    return {
        **{name: getattr(gate, name) for name in ("code", "title", "before", "signers")},
        "before_on": fix.on if fix else None,
        "items_needed": len(items),
        "items_met": sum(item.is_met for item in items),
        "is_passed": is_passed(current, gate),
        "is_spent": gates.is_spent(gate, current.fixes),
    }


class OneGate(APIView):
    @extend_schema(operation_id="journeys_gate", responses=outcomes.GateShape)
    def get(self, request: Request, journey_id: UUID, code: str) -> Response:
        """One gate with its items, its signatures, and the journey's version."""
        return in_full(loaded(request, journey_id), code)


def in_full(current: Road, code: str) -> Response:
    gate = next((gate for gate in current.protocol.gates if gate.code == code), None)
    if gate is None:
        raise Http404
    items = gates.evaluate(current, gate)
    shown = row_of(current, gate, items) | {
        "items": [item_of(item) for item in items],
        "signatures": [signature_of(one) for one in signatures(current, code)],
        "sha256": gates.digest(gates.content(current, gate, items)),
    }
    return Response(outcomes.GateShape(shown).data, headers={"ETag": f'"{current.journey.version}"'})


def item_of(item: gates.Item) -> dict[str, Any]:
    step = item.step.pk if item.step else None
    return {"label": item.need.label, "is_met": item.is_met, "why": item.verdict.why, "step_id": step}


def signatures(current: Road, code: str) -> Any:
    rows = GateSignature.objects.filter(journey=current.journey, gate=code).select_related("void")
    return rows.order_by("-signed_at")[:MOST]


def signature_of(row: GateSignature) -> dict[str, Any]:
    void = getattr(row, "void", None)
    names = ("decision", "role", "attempt", "meaning", "reason", "signer_name", "signed_at", "time_zone", "sha256")
    return {name: getattr(row, name) for name in names} | {"voided_because": void.why if void else ""}


class Sign(APIView):
    @extend_schema(operation_id="journeys_sign_gate", parameters=[IF_MATCH], request=bodies.SignBody, responses=outcomes.GateShape)
    def post(self, request: Request, journey_id: UUID, code: str) -> Response:
        """A person who gave their password or passkey within the last minutes signs in their own role; a program never does."""
        found(request, journey_id)
        check_person(request)
        given, version = body(request, bodies.SignBody), version_from(request)
        decision = Decision(given.pop("decision"))
        verbs.sign_gate(actor_of(request), journey_id, version=version, gate=code, decision=decision, **given)
        return in_full(loaded(request, journey_id), code)


def check_person(request: Request) -> None:
    if actor_of(request).client_id:
        raise NotAllowed("A person signs a gate, never a program.")
    if not is_fresh(request._request):
        raise NotAllowed("Give your password or passkey again, then sign.")
