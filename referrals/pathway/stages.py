"""The statements of the board: the first of each phase in one statement on the index, then the people on it.

Room: referrals.pathway. Never a count over a set: each phase is read until `CAP`, and says "20+" beyond. The oldest in a phase come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import Journey, JourneyStep, ProtocolVersion
from referrals.models.journey import JourneyQuerySet
from referrals.pathway.compiled import protocol_of
from referrals.pathway.plan import BRANCH
from referrals.worklist.filters import BadFilter
from referrals.worklist.query import people_of

SHOWN = 6  # cards of a phase on the whole board
CAP = 20  # of a phase that are counted
PAGE = 50  # of one phase alone
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Mark:
    """Where the next page of one phase begins."""

    since: date
    id: UUID

    def __str__(self) -> str:
        return f"{self.since.isoformat()}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> Mark:
        since, _, row = text.partition("_")
        try:
            return cls(date.fromisoformat(since), UUID(row))
        except ValueError as fault:
            raise BadFilter("This page marker is damaged; start from the first page.") from fault


@dataclass(frozen=True)
class Stage:
    """One phase: its first rows, how many were counted (at most `CAP`) and how many of these are late."""

    code: str
    title: str
    rows: Rows
    count: int
    late: int
    has_more: bool  # than were counted


@dataclass(frozen=True)
class Found:
    stages: tuple[Stage, ...]
    people: dict[UUID, dict[str, Any]]
    next: Mark | None = None


def phases() -> dict[str, str]:
    """Every phase of every protocol with its words, in the order of the longest road."""
    found: dict[str, str] = {}
    versions = ProtocolVersion.objects.defer("content").order_by("code", "-version")
    for protocol in sorted(map(protocol_of, versions), key=lambda one: -len(one.phases)):
        for code, words in protocol.phases:
            found.setdefault(code, words)
    return {code: words for code, words in found.items() if code != BRANCH}


def in_phase(actor: Actor, code: str) -> JourneyQuerySet:
    """On the index of the acting organization: phase, since when, id."""
    return Journey.objects.of_place(actor).filter(ended_at__isnull=True, phase=code)


def with_names(rows: JourneyQuerySet) -> Any:
    names = {"practice_name": F("practice__short_name"), "center_name": F("center__short_name"), "product": F("protocol__product")}
    own = ("id", "patient_id", "phase", "phase_since_on", "next_step", "next_side", "next_due_at", "practice_id", "center_id", "state")
    return rows.order_by("phase_since_on", "id").values(*own, therapy=F("protocol__therapy"), **names)


def board(actor: Actor) -> Found:
    """Everybody under way; four statements, whatever their number."""
    titles = phases()
    if not titles:
        return Found((), {})
    first, *others = [with_names(in_phase(actor, code))[: CAP + 1] for code in titles]
    by_phase: dict[str, Rows] = {code: [] for code in titles}
    for row in first.union(*others, all=True) if others else first:
        by_phase[row["phase"]].append(row)
    late = late_of(row["id"] for code in titles for row in by_phase[code])
    stages = [stage(code, title, sorted(by_phase[code], key=since), late) for code, title in titles.items()]
    return with_people(actor, stages)


def since(row: dict[str, Any]) -> tuple[date, UUID]:
    return row["phase_since_on"], row["id"]


def late_of(ids: Iterable[UUID]) -> set[UUID]:
    """Of these journeys those with a step that is overdue, as the sweep finds it."""
    rows = JourneyStep.objects.overdue(timezone.now()).filter(journey_id__in=list(ids))
    return set(rows.order_by().values_list("journey_id", flat=True).distinct())


def stage(code: str, title: str, rows: Rows, late_ids: set[UUID]) -> Stage:
    counted = rows[:CAP]
    late = sum(row["id"] in late_ids for row in counted)
    return Stage(code, title, counted[:SHOWN], len(counted), late, len(rows) > CAP)


def one(actor: Actor, code: str, after: Mark | None) -> Found:
    """One phase, fifty at a time."""
    title = phases().get(code)
    if title is None:
        raise BadFilter("No protocol has this phase.")
    rows = in_phase(actor, code)
    if after:
        later = Q(phase_since_on__gt=after.since) | Q(phase_since_on=after.since, id__gt=after.id)
        rows = rows.filter(later, phase_since_on__gte=after.since)
    found = list(with_names(rows)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    late = len(late_of(row["id"] for row in found))
    last = Mark(found[-1]["phase_since_on"], found[-1]["id"]) if more else None
    return with_people(actor, [Stage(code, title, found, len(found), late, more)], last)


def with_people(actor: Actor, stages: list[Stage], last: Mark | None = None) -> Found:
    people = people_of(actor, {row["patient_id"] for stage in stages for row in stage.rows})
    return Found(tuple(stages), people, last)
