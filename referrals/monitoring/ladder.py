"""A day without a check alerts the same day: the center's desk in the afternoon, its physicians in the evening.

Room: referrals.monitoring. Asked by every sweep as carecoord_worker, which reads dates and ids of these tables and nothing clinical.
Level-triggered; one reminder a day, since the day is in the rope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from carecoord.accounts.models import Organization
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.due import Team, team_of
from referrals.models import Anchor, JourneyStep, MonitoringEntry
from referrals.monitoring import clock
from referrals.pathway.protocol import Confidence
from referrals.pathway.states import OPEN, RUNNING

CHECK_STEP = "daily_monitoring"
COLUMNS = ("journey_id", "on", "journey__patient_id", "journey__center_id", "journey__coordinator_id")


@dataclass(frozen=True)
class Watched:
    """A journey in its first days, with the days that have a check and those the protocol asks for besides."""

    row: dict[str, Any]
    zone: str
    checked: frozenset[date]
    extra: frozenset[date]

    @property
    def id(self) -> UUID:
        found: UUID = self.row["journey_id"]
        return found


def missed_checks(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every day in the window without a check."""
    watched = list(watching(now))
    team = team_of({one.row["journey__center_id"] for one in watched})
    for one in watched:
        today = clock.local_day(now, one.zone)
        for day in clock.wanted_days(one.row["on"], today, one.extra):
            if day not in one.checked and day >= today - timedelta(days=clock.LOOK_BACK):
                yield from rungs(one, day, team, now)


def watching(now: datetime) -> Iterator[Watched]:
    """In a fixed number of statements, however many journeys there are."""
    since = now.date() - timedelta(days=clock.WATCHED_THROUGH + clock.LOOK_BACK)
    infused = Anchor.objects.filter(
        code=clock.INFUSION, confidence=Confidence.ACTUAL, on__gte=since, on__lte=now.date() + timedelta(days=1)
    )
    rows = list(infused.filter(journey__state__in=RUNNING).order_by().values(*COLUMNS))
    ids = [row["journey_id"] for row in rows]
    zones = dict(Organization.objects.filter(pk__in={row["journey__center_id"] for row in rows}).order_by().values_list("pk", "time_zone"))
    done, extra = days_with_checks(ids), days_of_steps(ids)
    for row in rows:
        one = row["journey_id"]
        yield Watched(row, zones[row["journey__center_id"]], frozenset(done[one]), frozenset(extra[one]))


def days_with_checks(ids: list[UUID]) -> dict[UUID, set[date]]:
    """Checks that stand: a day whose only check was entered in error is a day without one."""
    found: dict[UUID, set[date]] = defaultdict(set)
    rows = MonitoringEntry.objects.filter(journey_id__in=ids).standing().order_by()
    for journey, day in rows.values_list("journey_id", "day_on"):
        found[journey].add(day)
    return found


def days_of_steps(ids: list[UUID]) -> dict[UUID, set[date]]:
    found: dict[UUID, set[date]] = defaultdict(set)
    rows = JourneyStep.objects.filter(journey_id__in=ids, code=CHECK_STEP, state__in=OPEN, due_on__isnull=False).order_by()
    for journey, day in rows.values_list("journey_id", "due_on"):
        if day:
            found[journey].add(day)
    return found


def rungs(one: Watched, day: date, team: Team, now: datetime) -> Iterator[Due]:
    place, coordinator = one.row["journey__center_id"], one.row["journey__coordinator_id"]
    desk = [coordinator] if coordinator else team.get((place, "desk"), [])
    leads = sorted({*desk, *team.get((place, "leads"), [])})
    for number, kind, hour, to in ((1, Kind.CHECK_DUE, clock.REMIND_AT, desk), (2, Kind.CHECK_MISSED, clock.ESCALATE_AT, leads)):
        at = clock.instant(day, hour, one.zone)
        if at <= now:
            yield Due(
                rope=f"check:{one.id}:{day.isoformat()}",
                rung=number,
                kind=kind,
                to=to,
                due_at=at,
                about=one.id,
                patient_id=one.row["journey__patient_id"],
                organization_id=place,
            )
