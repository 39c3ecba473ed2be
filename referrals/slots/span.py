"""What the calendar shows, from its address: a day, week or month, one kind of resource or all, and for whom a slot is looked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from carecoord.ui.charts.calendar import month_words, week_of
from carecoord.ui.dates import staff_day
from referrals.slots.bookings import whole_days
from referrals.slots.states import ResourceKind

NAMES = ("view", "day", "kind", "for")
SATURDAY = 5


class View(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BadAddress(ValueError):
    """A name or value the calendar does not know; the message names it."""


@dataclass(frozen=True)
class Shown:
    """`journey` is whom a slot is looked for; free slots then lead straight to holding one for them."""

    day: date
    view: View = View.WEEK
    kind: ResourceKind | None = None
    journey: UUID | None = None

    @property
    def query(self) -> str:
        pairs = {"view": self.view, "day": self.day.isoformat(), "kind": self.kind or "", "for": str(self.journey or "")}
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    def href(self, **changes: object) -> str:
        return "?" + replace(self, **changes).query  # type: ignore[arg-type]  # names are those of the fields

    @property
    def first(self) -> date:
        if self.view == View.MONTH:
            return self.day.replace(day=1)
        return week_of(self.day) if self.view == View.WEEK else self.day

    @property
    def after(self) -> date:
        """The first day that is not shown any more."""
        if self.view == View.MONTH:
            return (self.first + timedelta(days=31)).replace(day=1)
        return self.first + timedelta(days=7 if self.view == View.WEEK else 1)

    @property
    def words(self) -> str:
        if self.view == View.MONTH:
            return month_words(self.first)
        if self.view == View.DAY:
            return staff_day(self.first, weekday=True)
        return f"{staff_day(self.first, year=False)} to {staff_day(self.after - timedelta(days=1))}"

    def step(self, number: int) -> date:
        """A day of the span before or after."""
        return self.first - timedelta(days=1) if number < 0 else self.after

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        return whole_days(zone, self.first, (self.after - self.first).days)


HELP = "The calendar has a view (day, week, month), a day (2026-11-23) and a kind (chair, bed, manufacturing)."


def opening_day(today: date, values: dict[str, str]) -> date:
    """Today; at the weekend the week that comes, since nothing of this one is left to give."""
    is_week = values.get("view", View.WEEK) == View.WEEK
    return today + timedelta(days=7 - today.weekday()) if is_week and today.weekday() >= SATURDAY else today


def parse(query: QueryDict, zone: str) -> Shown:
    """Read the query string; raises BadAddress naming the first thing that is unknown."""
    values = {name: str(value) for name, value in query.dict().items()}
    if unknown := sorted(set(values) - set(NAMES)):
        raise BadAddress(f"The calendar knows no “{unknown[0]}”.")
    try:
        return Shown(
            day=date.fromisoformat(values["day"]) if values.get("day") else opening_day(datetime.now(ZoneInfo(zone)).date(), values),
            view=View(values.get("view") or View.WEEK),
            kind=ResourceKind(values["kind"]) if values.get("kind") else None,
            journey=UUID(values["for"]) if values.get("for") else None,
        )
    except ValueError as fault:
        raise BadAddress(HELP) from fault
