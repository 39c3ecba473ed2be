"""A day without a check alerts the same day: the center's desk in the afternoon, its physicians in the evening.

Room: referrals.monitoring. Asked by every sweep as carecoord_worker, which reads dates and ids of these tables and nothing clinical.
Level-triggered; one reminder a day, since the day is in the rope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from carecoord.accounts.hours import Hours, hours_of
from carecoord.notifications import Kind, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb, team_of
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.models import Anchor, JourneyStep, MonitoringEntry
from referrals.monitoring import clock
from referrals.pathway.protocol import Confidence
from referrals.pathway.states import OPEN, RUNNING

CHECK_STEP = "daily_monitoring"
COLUMNS = ("journey_id", "on", "journey__patient_id", "journey__center_id", "journey__coordinator_id")
NOON = time(12, 0)  # stands for the day; its rungs have hours of their own
MISSED = Ladder(
    code="monitoring.check",
    title="A daily check after infusion that is not written down",
    starts="the day of the check",
    rungs=(
        Rung(1, (Who.OWNER,), Kind.CHECK_DUE, at=clock.REMIND_AT),
        Rung(2, (Who.ROLE, Who.LEAD), Kind.CHECK_MISSED, at=clock.ESCALATE_AT),
    ),
    since_on=date(2026, 11, 23),
    any_hour=True,
    source="Prescribing information of idecabtagene vicleucel and ciltacabtagene autoleucel, June 2025: daily for at least 7 days",
    approval="template default; a center approves it with its protocol",
)


@dataclass(frozen=True)
class Watched:
    """A journey in its first days, with the days that have a check and those the protocol asks for besides."""

    row: dict[str, Any]
    hours: Hours
    checked: frozenset[date]
    extra: frozenset[date]

    @property
    def id(self) -> UUID:
        found: UUID = self.row["journey_id"]
        return found


def missed_checks(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every day in the window without a check."""
    watched = list(watching(now))
    places = {one.row["journey__center_id"]: one.hours for one in watched}
    staff = Staff(team_of(places.keys()), places)
    for one in watched:
        today = clock.local_day(now, one.hours.zone)
        for day in clock.wanted_days(one.row["on"], today, one.extra):
            if day not in one.checked and day >= today - timedelta(days=clock.LOOK_BACK):
                yield from climb(hanging(one, day, staff, now), now)


def watching(now: datetime) -> Iterator[Watched]:
    """In a fixed number of statements, however many journeys there are."""
    since = now.date() - timedelta(days=clock.WATCHED_THROUGH + clock.LOOK_BACK)
    infused = Anchor.objects.filter(
        code=clock.INFUSION, confidence=Confidence.ACTUAL, on__gte=since, on__lte=now.date() + timedelta(days=1)
    )
    rows = list(infused.filter(journey__state__in=RUNNING).order_by().values(*COLUMNS))
    ids = [row["journey_id"] for row in rows]
    hours = hours_of({row["journey__center_id"] for row in rows})
    done, extra = days_with_checks(ids), days_of_steps(ids)
    for row in rows:
        one = row["journey_id"]
        yield Watched(row, hours[row["journey__center_id"]], frozenset(done[one]), frozenset(extra[one]))


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


def hanging(one: Watched, day: date, staff: Staff, now: datetime) -> Hanging:
    place = one.row["journey__center_id"]
    ladder = rungs.in_force(MISSED.code, now.date())
    return Hanging(
        ladder=ladder,
        rope=f"check:{one.id}:{day.isoformat()}",
        start=clock.instant(day, NOON, one.hours.zone),
        hours=one.hours,
        people=staff.people(ladder, place, one.row["journey__coordinator_id"]),
        place=place,
        about=one.id,
        patient_id=one.row["journey__patient_id"],
    )
