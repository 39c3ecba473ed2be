"""A journey as it stands, loaded in a fixed number of queries, and the one place that writes what a change makes of it.

Room: referrals.pathway. Arithmetic is in `plan`; who may change what is in `verbs`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from referrals.clock import end_of_day
from referrals.models import Anchor, AnchorChange, GateSignature, Journey, JourneyEvent, JourneyStep, ProtocolVersion
from referrals.pathway import plan, readiness
from referrals.pathway.answers import any_meets
from referrals.pathway.compiled import protocol_for
from referrals.pathway.plan import BRANCH, Changes, Fix, Known, Planned
from referrals.pathway.protocol import Confidence, Protocol, Site, Step
from referrals.pathway.states import StepState
from referrals.pathway.tasks import TASKS

REPLANNED = "replanned"


@dataclass
class Road:
    """Everything planning needs. `steps` holds every attempt; `live` only those of the plan that is followed now."""

    journey: Journey
    protocol: Protocol
    anchors: dict[str, Anchor]
    steps: list[JourneyStep]
    signatures: list[GateSignature]
    touched: dict[UUID, JourneyStep] = field(default_factory=dict)
    fresh: list[JourneyStep] = field(default_factory=list)  # of `steps`, not in the database yet

    @cached_property
    def rules(self) -> dict[str, Step]:
        """The protocol's steps by code, and tasks beside it. Rows of an earlier protocol may have codes that are not here."""
        return {step.code: step for step in (*self.protocol.steps, *TASKS)}

    @property
    def fixes(self) -> dict[str, Fix]:
        return {code: Fix(row.on, Confidence(row.confidence)) for code, row in self.anchors.items() if row.on}

    @property
    def live(self) -> list[JourneyStep]:
        """The current attempt's steps and those that belong to no attempt."""
        return [row for row in self.steps if row.code in self.rules and row.attempt == self.attempt_of(row.code)]

    def attempt_of(self, code: str) -> int:
        return self.journey.attempt if self.rules[code].per_attempt else 1

    @property
    def since(self) -> date | None:
        """The day a second or later attempt began; None for the first."""
        attempt = self.journey.attempt
        own = (row.opened_on for row in self.steps if row.attempt == attempt)
        return min(own, default=timezone.localdate()) if attempt > 1 else None

    def attempt_of_gate(self, code: str) -> int:
        return self.journey.attempt if self.protocol.gate(code).per_attempt else 1

    def follow(self, version: ProtocolVersion) -> None:
        """Go on under another protocol; `replan` then brings the steps over."""
        self.journey.protocol = version
        self.protocol = protocol_for(self.journey)
        self.__dict__.pop("rules", None)  # cached

    def title(self, code: str) -> str:
        return self.rules[code].title if code in self.rules else code.replace("_", " ")

    def of(self, code: str) -> list[JourneyStep]:
        """The live occurrences of one step."""
        return [row for row in self.live if row.code == code]

    def touch(self, row: JourneyStep) -> None:
        """Write this step with the rest, once, with the next version."""
        if row.pk not in self.touched and row not in self.fresh:
            row.version += 1
        self.touched[row.pk] = row


def load(journey: Journey) -> Road:
    """Four statements whatever the length of the road; the journey should be locked by whoever will write."""
    signatures = GateSignature.objects.filter(journey=journey, void__isnull=True).order_by("signed_at")
    return Road(
        journey=journey,
        protocol=protocol_for(journey),
        anchors={row.code: row for row in Anchor.objects.filter(journey=journey)},
        steps=list(JourneyStep.objects.filter(journey=journey).order_by("due_on", "code", "series", "occurrence")),
        signatures=list(signatures),
    )


@dataclass(frozen=True)
class Foreseen:
    """What would be, before anything is written."""

    fixes: Mapping[str, Fix]
    changes: Changes


def foresee(road: Road, fixes: Mapping[str, Fix]) -> Foreseen:
    """The plan with these anchors against the steps as they are."""
    planned = plan.plan(road.protocol, fixes, attempt=road.journey.attempt, since=road.since)
    known = [known_of(row) for row in road.steps if row.phase != BRANCH and (row.code not in road.rules or row in road.live)]
    return Foreseen(fixes, plan.compare(known, planned, stopped=stopped(road)))


def known_of(row: JourneyStep) -> Known:
    is_dropped = row.state == StepState.CANCELLED and row.reason_code == REPLANNED
    return Known((row.code, row.attempt, row.series, row.occurrence), row.due_on, row.is_open, is_dropped)


def stopped(road: Road) -> set[tuple[str, int]]:
    """Series whose answers ended them."""
    return {(row.code, row.series) for row in road.live if row.state == StepState.DONE and stops(road.rules[row.code], row)}


def stops(step: Step, row: JourneyStep) -> bool:
    rules = step.due
    repeat = rules[row.series].repeat if row.series < len(rules) else None
    return repeat is not None and any_meets(repeat.stop_on, row.answers)


def replan(road: Road, fixes: Mapping[str, Fix]) -> Changes:
    """Bring the steps to the new dates, in memory; `save` writes them and `keep_anchors` the anchors."""
    foreseen = foresee(road, fixes)
    changes, rows = foreseen.changes, {known_of(row).key: row for row in road.steps}
    for one in (*changes.moved, *changes.revived):
        place(road, rows[one.key], one)
    for key in changes.dropped:
        rows[key].state, rows[key].reason_code = StepState.CANCELLED, REPLANNED
        road.touch(rows[key])
    add(road, [row_of(road, one) for one in changes.added])
    return changes


def add(road: Road, rows: list[JourneyStep]) -> None:
    road.steps += rows
    road.fresh += rows


def place(road: Road, row: JourneyStep, one: Planned) -> None:
    if row.state == StepState.CANCELLED:
        row.state, row.reason_code = StepState.BLOCKED, ""
    row.due_on, row.from_on, row.until_on = one.due_on, one.from_on, one.until_on
    row.due_at = due_at(road.journey, Site(row.site), one.due_on)
    road.touch(row)


def row_of(road: Road, one: Planned) -> JourneyStep:
    """A new row for an occurrence; blocked until `readiness` says otherwise."""
    step, journey = road.rules[one.code], road.journey
    return JourneyStep(
        journey=journey,
        patient_id=journey.patient_id,
        owner_org_id=owner_org_id(journey, step.site),
        code=one.code,
        attempt=one.attempt,
        series=one.series,
        occurrence=one.occurrence,
        phase=step.phase,
        owner_role=step.owner,
        site=step.site,
        due_on=one.due_on,
        due_at=due_at(journey, step.site, one.due_on),
        from_on=one.from_on,
        until_on=one.until_on,
    )


def owner_org_id(journey: Journey, site: Site) -> int:
    """Who sees to it: the practice for its own, the center for the rest (home and manufacturer answer to the center)."""
    return journey.practice_id if site is Site.PRACTICE else journey.center_id


def due_at(journey: Journey, site: Site, day: date | None) -> datetime | None:
    """17:00 at whoever sees to it."""
    organization = journey.practice if site is Site.PRACTICE else journey.center
    return end_of_day(day, organization.time_zone) if day else None


def save(road: Road) -> None:
    """Readiness, then new and touched steps in one statement each, then what boards read of the journey (saved by `write`)."""
    for row in readiness.refresh(road):
        road.touch(row)
    new = {row.pk for row in road.fresh}
    JourneyStep.objects.bulk_create(road.fresh)
    old = [row for row in road.touched.values() if row.pk not in new]
    if old:
        rewrite(old)
    road.fresh = []
    readiness.summarize(road)


def rewrite(rows: list[JourneyStep]) -> None:
    """Every column that planning and settling change, in one statement: a table of values joined to the rows."""
    values = [{name: plain(getattr(row, name)) for name in ("id", *COLUMNS)} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(REWRITE, [json.dumps(values, cls=DjangoJSONEncoder)])


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


# Django's bulk_update writes one CASE a row and column, which takes four times as long as the database itself.
COLUMNS = {
    "state": "text",
    "due_on": "date",
    "due_at": "timestamptz",
    "from_on": "date",
    "until_on": "date",
    "reason_code": "text",
    "reason_text": "text",
    "version": "int",
    "answers": "jsonb",
    "is_held": "boolean",
    "done_on": "date",
    "settled_at": "timestamptz",
    "settled_by_id": "bigint",
    "assignee_id": "bigint",
}
REWRITE = " ".join(
    (
        "update referrals_journeystep step set",
        ", ".join(f"{name} = given.{name}" for name in COLUMNS),
        "from jsonb_to_recordset(%s::jsonb) as given(id uuid,",
        ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()),
        ") where step.id = given.id",
    )
)
SUMMARY = ("phase", "phase_since_on", "next_due_at", "next_step", "next_side")


def keep_anchors(road: Road, fixes: Mapping[str, Fix], event: JourneyEvent, *, source: str = "") -> list[AnchorChange]:
    """Write the anchors that changed, and their history; three statements at most."""
    old = road.fixes
    changed = {code: fixes.get(code) for code in {*old, *fixes} if old.get(code) != fixes.get(code)}
    rows = [anchor_row(road, code, fix, event, source) for code, fix in changed.items()]
    Anchor.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["journey", "code"],
        update_fields=["on", "confidence", "source", "set_at"],
    )
    history = [change_of(road, code, old.get(code), fix, event) for code, fix in changed.items()]
    road.anchors.update({row.code: row for row in rows})
    return AnchorChange.objects.bulk_create(history)


def anchor_row(road: Road, code: str, fix: Fix | None, event: JourneyEvent, source: str) -> Anchor:
    row = road.anchors.get(code) or Anchor(journey=road.journey, code=code)
    row.on, row.confidence = (fix.on, fix.confidence) if fix else (None, Confidence.PLANNED)
    row.source, row.set_at = source, event.at
    return row


def change_of(road: Road, code: str, old: Fix | None, new: Fix | None, event: JourneyEvent) -> AnchorChange:
    return AnchorChange(
        journey=road.journey,
        event=event,
        attempt=road.journey.attempt,
        code=code,
        old_on=old.on if old else None,
        new_on=new.on if new else None,
        old_confidence=old.confidence if old else "",
        new_confidence=new.confidence if new else "",
        at=event.at,
    )
