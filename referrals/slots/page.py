"""One slot, and the slots of one journey, as values: facts, what may be done, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.dates import staff_day, staff_moment
from carecoord.ui.parts import Banner, Button, Fact, Side, Tag, Tone
from carecoord.ui.pieces import TimelineItem
from referrals.models import Anchor, Booking, BookingEvent, EntryState, Journey, QueueEntry
from referrals.page import fetch, screen
from referrals.slots import anchoring, queue
from referrals.slots.bookings import day_of, is_whole_days
from referrals.slots.calendar import UNSEEN
from referrals.slots.permissions import Permission
from referrals.slots.query import Person
from referrals.slots.states import TAKEN, BookingState, ReleaseReason, ResourceKind
from referrals.slots.verbs.move import Moved

TONES = {BookingState.CONFIRMED: Tone.MET, BookingState.HELD: Tone.YOU, BookingState.OFFERED: Tone.YOU}
VERB_WORDS = {
    "publish": "Published",
    "block": "Closed",
    "offer": "Offered",
    "hold": "Held",
    "confirm": "Confirmed",
    "release": "Released",
    "swap": "Exchanged",
    "move_by_maker": "Moved by the manufacturer",
}


@dataclass(frozen=True, slots=True)
class BookingPage:
    title: str
    tag: Tag
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]
    history: tuple[TimelineItem, ...]
    journey_href: str = ""


def booking(actor: Actor, row: Booking, person: Person | None, events: Sequence[BookingEvent]) -> BookingPage:
    return BookingPage(
        title=f"{row.resource.name}, {when(row)}",
        tag=tag(row),
        facts=facts(row, person),
        buttons=buttons(actor, row, person),
        history=tuple(told(event) for event in events),
        journey_href=reverse("slots:journey", args=[person.journey_id]) if person else "",
    )


def when(row: Booking) -> str:
    """Mon 24-Nov-2026, 08:00 to 14:00; days alone where it is from midnight to midnight."""
    if is_whole_days(row):
        last = (row.ends_at - (row.ends_at - row.starts_at) / 1000).astimezone(timezone.get_current_timezone()).date()
        first = day_of(row)
        return staff_day(first, weekday=True) + ("" if last == first else f" to {staff_day(last, weekday=True)}")
    ends = timezone.localtime(row.ends_at)
    same = ends.date() == timezone.localtime(row.starts_at).date()
    return f"{staff_moment(row.starts_at, weekday=True)} to {f'{ends:%H:%M}' if same else staff_moment(row.ends_at)}"


def tag(row: Booking) -> Tag:
    if row.is_lapsed(timezone.now()):
        return Tag("Free: the hold's time is over")
    return Tag(row.get_state_display(), TONES.get(BookingState(row.state), Tone.NEUTRAL))


def facts(row: Booking, person: Person | None) -> tuple[Fact, ...]:
    found = [Fact("When", when(row)), Fact("What", f"{row.resource.name}, {ResourceKind(row.resource.kind).label.lower()}")]
    if row.resource.product:
        found.append(Fact("Product", row.resource.product))
    if row.purpose:
        found.append(Fact("For", row.get_purpose_display()))
    if row.state in TAKEN and not row.is_lapsed(timezone.now()):
        found.append(Fact("Patient", person.name if person else f"{UNSEEN}; you may not open this record"))
    if row.held_until and row.state in TAKEN:
        found.append(Fact("Kept until", staff_moment(row.held_until, weekday=True)))
    if row.reason_code:
        found.append(Fact("Ended because", str(ReleaseReason(row.reason_code).label)))
    return tuple(found)


def buttons(actor: Actor, row: Booking, person: Person | None) -> tuple[Button, ...]:
    """The most urgent first; nothing for what has passed, nor for a patient whom the reader may not see."""
    now = timezone.now()
    if not may(actor, Permission.BOOK):
        return answers(row, now) if may(actor, Permission.ANSWER) else ()
    if row.ends_at <= now or row.state not in (*TAKEN, BookingState.FREE, BookingState.BLOCKED):
        return ()
    if row.state == BookingState.FREE or row.is_lapsed(now):
        return (act(row, "hold", "Hold", primary=True), act(row, "offer", "Offer"), *maker(row), act(row, "release", "Take back"))
    if row.state == BookingState.BLOCKED:
        return (act(row, "release", "Open again"),)
    if person is None:
        return ()
    firm = () if row.state == BookingState.CONFIRMED else (act(row, "confirm", "Confirm", primary=True),)
    yes = (act(row, "hold", "Accepted by phone"),) if row.state == BookingState.OFFERED else ()
    return (*firm, *yes, act(row, "swap", "Exchange"), *maker(row), act(row, "release", "Release"))


def maker(row: Booking) -> tuple[Button, ...]:
    return (act(row, "move_by_maker", "Moved by the manufacturer"),) if row.resource.kind == ResourceKind.MANUFACTURING else ()


def answers(row: Booking, now: datetime) -> tuple[Button, ...]:
    """What a practice says to an offer."""
    if row.state != BookingState.OFFERED or row.is_lapsed(now):
        return ()
    return act(row, "hold", "Accept", primary=True), act(row, "release", "Decline")


def act(row: Booking, verb: str, label: str, *, primary: bool = False) -> Button:
    return Button(label, reverse("slots:do", args=[row.pk, verb]), kind="primary" if primary else "quiet")


def told(event: BookingEvent) -> TimelineItem:
    reason = f", {ReleaseReason(event.reason_code).label.lower()}" if event.reason_code else ""
    return TimelineItem(VERB_WORDS.get(event.verb, event.verb), f"by {event.actor_name}{reason}", side=Side.CENTER, at=event.at)


def after(verb: str, row: Booking, done: Any) -> str:
    """Where a verb leads: to what moved in the plan, to the slot that took this one's place, or back to it."""
    if isinstance(done, Moved):
        return done.preview or reverse("slots:booking", args=[done.booking.pk])
    if verb == "swap":
        return reverse("slots:booking", args=[done[0].pk])
    return reverse("slots:booking", args=[done.pk if isinstance(done, Booking) else row.pk])


@dataclass(frozen=True, slots=True)
class SlotRow:
    booking_id: UUID
    href: str
    what: str
    when: str
    where: str
    tag: Tag
    until: datetime | None
    buttons: tuple[Button, ...]
    gap: str = ""
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    href: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class JourneyPage:
    banner: Banner
    rows: tuple[SlotRow, ...]
    past: tuple[SlotRow, ...]
    waiting: tuple[Waiting, ...]
    find: tuple[Button, ...]


def journey(actor: Actor, row: Journey) -> JourneyPage:
    found = Booking.objects.filter(reservation__journey=row).select_related("resource", "center").order_by("starts_at", "id")
    dates = {anchor.code: anchor.on for anchor in Anchor.objects.filter(journey=row)}
    rows = [slot_row(actor, one, row, dates) for one in found[:200]]
    live = {one.pk for one in found if one.state in TAKEN}
    return JourneyPage(
        banner=screen.over(actor, fetch.patient_of(actor, row.patient_id)),
        rows=tuple(one for one in rows if one.booking_id in live),
        past=tuple(one for one in rows if one.booking_id not in live),
        waiting=waiting(actor, row),
        find=finders(actor, row),
    )


def slot_row(actor: Actor, row: Booking, journey: Journey, dates: dict[str, Any]) -> SlotRow:
    """With a word where the plan has another date than the slot."""
    on, planned = day_of(row), dates.get(row.purpose)
    differs = row.state == BookingState.CONFIRMED and planned is not None and planned != on
    person = Person(journey.pk, journey.patient_id, "")
    return SlotRow(
        booking_id=row.pk,
        href=reverse("slots:booking", args=[row.pk]),
        what=row.get_purpose_display(),
        when=when(row),
        where=row.resource.name,
        tag=tag(row),
        until=row.held_until if row.state in TAKEN else None,
        buttons=buttons(actor, row, person)[:2],
        gap=f"The plan still says {staff_day(planned, weekday=True)}." if differs and planned else "",
        preview=anchoring.preview_href(journey.pk, row.purpose, on) if differs else "",
    )


def waiting(actor: Actor, row: Journey) -> tuple[Waiting, ...]:
    entries = list(QueueEntry.objects.filter(journey=row, state=EntryState.WAITING))
    places = queue.places([one.pk for one in entries])
    return tuple(
        Waiting(
            reverse("slots:entry", args=[one.pk]),
            str(ResourceKind(one.kind).label),
            f"place {places[one.pk].number} of {places[one.pk].waiting}" if one.pk in places else "waiting",
        )
        for one in entries
    )


def finders(actor: Actor, row: Journey) -> tuple[Button, ...]:
    """Where the center looks for a slot on behalf of this patient, or puts them into the queue."""
    if not row.is_running or not may(actor, Permission.BOOK):
        return ()
    calendar = reverse("slots:calendar")
    found = [(f"Find: {kind.label.lower()}", f"{calendar}?view=month&kind={kind.value}&for={row.pk}") for kind in ResourceKind]
    find = [Button(words, href, icon="search") for words, href in found]
    enter = [Button("Put into the queue", reverse("slots:enter", args=[row.pk]), kind="bare")] if may(actor, Permission.QUEUE) else []
    return (*find, *enter)
