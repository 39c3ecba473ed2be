"""Steps for programs: the list, one in full, and one address a verb."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, check_parameters, following, version_from
from referrals.models import IdentityCheck, JourneyStep, StepEvidence
from referrals.pathway import verbs
from referrals.pathway.api import bodies, shapes
from referrals.pathway.api.reading import CURSOR, IF_MATCH, found, loaded
from referrals.pathway.items import is_approved
from referrals.pathway.protocol import Step
from referrals.pathway.road import Road
from referrals.pathway.states import StepState

SIZE = 100
FILTERS = [
    OpenApiParameter("state", str, enum=list(StepState.values), description="Only one state."),
    OpenApiParameter("phase", str, description="Only one phase of the road."),
]


class Steps(APIView):
    @extend_schema(operation_id="journeys_steps", parameters=[*FILTERS, CURSOR], responses=shapes.StepPage)
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Every occurrence of every step, the first due first, 100 at a time; steps without a day come last."""
        check_parameters(request, {"state", "phase", "after"})
        current = loaded(request, journey_id)
        rows = after(request, [row for row in current.steps if fits(request, row)])
        shown = [values(current, row) for row in rows[:SIZE]]
        last = rows[SIZE - 1].pk if len(rows) > SIZE else None
        return Response({"results": shapes.StepRow(shown, many=True).data, "next": following(request, last)})


def fits(request: Request, row: JourneyStep) -> bool:
    given = request.query_params
    if (state := given.get("state")) and state not in StepState.values:
        raise exceptions.ParseError(f"“{state[:30]}” is no state of a step.")
    return all(given.get(name) in (None, getattr(row, name)) for name in ("state", "phase"))


def after(request: Request, rows: list[JourneyStep]) -> list[JourneyStep]:
    mark = request.query_params.get("after")
    if mark is None:
        return rows
    place = next((place for place, row in enumerate(rows) if str(row.pk) == mark), None)
    if place is None:
        raise exceptions.ParseError("The plan has changed since that page; start from the first one.")
    return rows[place + 1 :]


OWN = (
    *("id", "code", "attempt", "series", "occurrence", "phase", "state", "owner_role", "owner_org_id", "site", "assignee_id"),
    *("due_on", "due_at", "from_on", "until_on", "done_on", "is_held", "version"),
)


def values(current: Road, row: JourneyStep) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OWN} | {"title": current.title(row.code)}


def in_full(current: Road, step_id: UUID) -> Response:
    """One step with its rule, its evidence and who matched identities."""
    row = next((row for row in current.steps if row.pk == step_id), None)
    if row is None:
        raise Http404
    shown = values(current, row) | rule_of(current, current.rules.get(row.code))
    shown |= {name: getattr(row, name) for name in ("answers", "reason_code", "reason_text")}
    shown |= {
        "evidence": StepEvidence.objects.filter(step=row).order_by("at"),
        "identity_checks": IdentityCheck.objects.filter(step=row).order_by("at"),
        "journey_version": current.journey.version,
        "is_approved": is_approved(current.journey, row.code),
    }
    return Response(shapes.StepShape(shown).data, headers={"ETag": f'"{row.version}"'})


def rule_of(current: Road, rule: Step | None) -> dict[str, Any]:
    """What the protocol says; a step of an earlier protocol has no rule any more."""
    source = current.protocol.source(rule.source) if rule else None
    return {
        "fields_asked": [asked(field) for field in rule.fields] if rule else [],
        "evidence_asked": rule.evidence if rule else [],
        "after": rule.after if rule else [],
        "needs_gate": rule.needs_gate if rule else "",
        "sets_anchor": rule.sets if rule else "",
        "two_people": rule.two_people if rule else False,
        "note": rule.note if rule else "",
        "rule_source": source,
    }


def asked(field: Any) -> dict[str, Any]:
    names = ("name", "label", "kind", "unit", "is_required", "lowest", "highest")
    choices = [{"value": value, "label": label} for value, label in field.choices]
    return {name: getattr(field, name) for name in names} | {"choices": choices}


class OneStep(APIView):
    @extend_schema(operation_id="journeys_step", responses=shapes.StepShape)
    def get(self, request: Request, journey_id: UUID, step_id: UUID) -> Response:
        """One step in full, with its version."""
        return in_full(loaded(request, journey_id), step_id)


class Act(APIView):
    """One verb of one step, on the step's own version."""

    verb = ""
    takes: type[bodies.Body] = bodies.EmptyBody

    def post(self, request: Request, journey_id: UUID, step_id: UUID) -> Response:
        found(request, journey_id)
        given, version = body(request, self.takes), version_from(request)
        getattr(verbs, self.verb)(actor_of(request), journey_id, step_id, version=version, **given)
        return in_full(loaded(request, journey_id), step_id)


# Address: verb, body, words.
ACTS: dict[str, tuple[str, type[bodies.Body], str]] = {
    "claim": ("claim", bodies.EmptyBody, "Take it: it is being done, by the caller."),
    "release": ("release", bodies.EmptyBody, "Put it back for others."),
    "assign": ("assign", bodies.GiveBody, "Give it to a colleague; they are told."),
    "complete": ("complete", bodies.CompleteBody, "Done, with its answers and what shows it. A date that it sets becomes actual."),
    "skip": ("skip", bodies.WhyBody, "Not needed here, and why."),
    "fail": ("fail", bodies.WhyBody, "Tried, and it did not work; a failure branch may follow."),
    "retry": ("retry", bodies.EmptyBody, "Try a failed step again."),
    "reopen": ("reopen", bodies.WhyBody, "It was marked done or skipped by mistake. Signatures that hung on it are voided."),
    "identity-check": (
        "check_identity",
        bodies.LabelBody,
        "A person, never a program: the id read off the label is the stored one. Two different people do it.",
    ),
}


def act_of(address: str) -> Any:
    """The view of one verb, with its own body in the schema."""
    verb, takes, words = ACTS[address]
    view = type(f"{verb.title().replace('_', '')}Step", (Act,), {"verb": verb, "takes": takes, "__doc__": Act.__doc__})
    document = extend_schema(
        operation_id=f"journeys_step_{verb}", description=words, parameters=[IF_MATCH], request=takes, responses=shapes.StepShape
    )
    return extend_schema_view(post=document)(view).as_view()  # type: ignore[attr-defined]  # made above
