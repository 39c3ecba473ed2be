"""The calendar page as values: entries in words, the span before and after, what may be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.charts.calendar import Day, Entry, EntryState, Month, Resource, Week
from carecoord.ui.dates import staff_moment
from carecoord.ui.parts import Side
from carecoord.ui.pieces import Pick
from referrals.slots.query import Found, is_free
from referrals.slots.span import Shown, View
from referrals.slots.states import BookingState, Purpose, ResourceKind

UNSEEN = "Taken"
FIRM = {
    BookingState.OFFERED: EntryState.OFFERED,
    BookingState.HELD: EntryState.HELD,
    BookingState.CONFIRMED: EntryState.CONFIRMED,
}
SIGNS = {BookingState.OFFERED: Side.PRACTICE, BookingState.HELD: Side.CENTER, BookingState.CONFIRMED: Side.CENTER}
OPENS, CLOSES = 7, 19  # of the day's grid, where nothing begins earlier or ends later
Calendar = Day | Week | Month


def calendar(actor: Actor, shown: Shown, found: Found, now: datetime | None = None) -> Calendar:
    """The grid of the span. Instants are shown on the center's clock, which is the zone now active for its people."""
    at, zone = now or timezone.now(), zone_of(actor)
    entries = tuple(entry(row, found, shown, at) for row in found.bookings)
    today, about = at.astimezone(zone).date(), f"Slots of {actor.place.short_name if actor.place else ''}"
    benches = tuple(Resource(str(row.pk), row.name, row.product or str(ResourceKind(row.kind).label)) for row in found.resources)
    link: Callable[[date], str] = lambda day: shown.href(view=View.DAY, day=day)  # noqa: E731  # one line in two places
    if shown.view == View.MONTH:
        return Month(shown.first, entries, today, about, resources=benches, most=6, day_link=link)
    if shown.view == View.WEEK:
        return Week(shown.first, benches, entries, today, about, day_link=link, tells_free=False)
    opens, closes = hours(found, shown.first, zone)
    return Day(shown.first, benches, entries, today, about, opens=opens, closes=closes, tells_free=False)


def zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.place.time_zone if actor.place else "UTC")


def hours(found: Found, day: date, zone: ZoneInfo) -> tuple[int, int]:
    """From the earliest to the latest hour that somebody begins or ends on this day."""
    starts = [row["starts_at"].astimezone(zone) for row in found.bookings]
    ends = [row["ends_at"].astimezone(zone) for row in found.bookings]
    opens = min([OPENS, *(at.hour for at in starts if at.date() == day and (at.hour or at.minute))])
    return opens, max([CLOSES, *(at.hour + bool(at.minute) for at in ends if at.date() == day)])


def entry(row: dict[str, Any], found: Found, shown: Shown, now: datetime) -> Entry:
    starts, ends = row["starts_at"], row["ends_at"]
    local = timezone.localtime(starts), timezone.localtime(ends)
    is_whole = all(at.hour == at.minute == 0 for at in local)
    free = is_free(row, now)
    state = BookingState(row["state"])
    return Entry(
        starts=local[0].date() if is_whole else starts,
        ends=local[1].date() - timedelta(days=1) if is_whole else ends,
        label=label(row, found, free=free),
        state=EntryState.PLAIN if free else FIRM.get(state, EntryState.PLAIN),
        href=address(row, shown, free=free and starts > now),
        resource=str(row["resource_id"]),
        more="" if free else more(row),
        side=None if free else SIGNS.get(state),
    )


def label(row: dict[str, Any], found: Found, *, free: bool) -> str:
    if free:
        return "Free"
    if row["state"] == BookingState.BLOCKED:
        return "Closed"
    person = found.people.get(row["id"])
    return person.name if person else UNSEEN


def more(row: dict[str, Any]) -> str:
    """What it is for, and until when it is kept."""
    purpose = str(Purpose(row["purpose"]).label).lower() if row["purpose"] in (Purpose.LD1, Purpose.D0) else ""
    until = f"until {staff_moment(row['held_until'], weekday=True)}" if row["held_until"] and row["state"] in FIRM else ""
    return ", ".join(word for word in (purpose, until) if word)


def address(row: dict[str, Any], shown: Shown, *, free: bool) -> str:
    """A free slot leads to holding it when it is looked for on behalf of somebody, else to its page."""
    if free and shown.journey:
        return reverse("slots:do", args=[row["id"], "hold"]) + f"?for={shown.journey}"
    return reverse("slots:booking", args=[row["id"]])


def views(shown: Shown) -> tuple[Pick, ...]:
    return tuple(Pick(view.title(), shown.href(view=view), current=view == shown.view) for view in View)


def kinds(shown: Shown) -> tuple[Pick, ...]:
    named = {None: "All", ResourceKind.CHAIR: "Chairs", ResourceKind.BED: "Beds", ResourceKind.MANUFACTURING: "Manufacturing"}
    return tuple(Pick(words, shown.href(kind=kind), current=kind == shown.kind) for kind, words in named.items())


def counts(found: Found, now: datetime) -> dict[str, int]:
    """How many of the span are free, wait for an answer, are confirmed."""
    free = sum(is_free(row, now) for row in found.bookings)
    pending = sum(row["state"] in (BookingState.OFFERED, BookingState.HELD) and not is_free(row, now) for row in found.bookings)
    return {"free": free, "pending": pending, "confirmed": sum(row["state"] == BookingState.CONFIRMED for row in found.bookings)}
