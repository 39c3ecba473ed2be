"""What the sweep does: opens a task for what nobody has read for four working hours, ends what was read or settled, tells the team.

Asked as carecoord_worker. Level-triggered: an outage only makes it later. Uses of emergency access have a ladder of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from carecoord.accounts.hours import Wait, latest
from carecoord.notifications import rungs
from carecoord.notifications.attention.rows import Attention, AttentionEvent, AttentionState
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.kinds import KINDS, Audience, Kind, Topic
from carecoord.notifications.ladders import Due
from carecoord.notifications.models import Notification
from carecoord.notifications.rungs import Ladder, Rung, Who
from carecoord.notifications.states import Channel, State

UNREAD_FOR: Final = Wait(hours=4)
LOOK_BACK: Final = timedelta(days=30)
AT_ONCE: Final = 500
COPIED: Final = ("organization_id", "about", "patient_id", "kind")
SWEEP: Final = "the sweep"
URGENT: Final = sorted(
    kind for kind, form in KINDS.items() if form.is_urgent and form.audience is Audience.STAFF and form.topic is not Topic.ACCESS
)
TAKE_OVER: Final = Ladder(
    code="unread.urgent",
    title="An urgent notice that nobody of the site has read",
    starts="four working hours after the notice",
    rungs=(
        Rung(1, (Who.ROLE,), Kind.NEEDS_SOMEBODY, otherwise=(Who.LEAD,)),
        Rung(2, (Who.LEAD,), Kind.NEEDS_SOMEBODY, Wait(days=1)),
    ),
    since_on=date(2026, 11, 23),
)
Settled = Callable[[Collection[Attention]], Collection[UUID]]
SETTLED: list[Settled] = []


def register(question: Settled) -> None:
    """`question` gets live tasks and returns the ids of those whose matter is settled; it reads as carecoord_worker."""
    if question not in SETTLED:
        SETTLED.append(question)


def unread(now: datetime) -> Iterator[Due]:
    """A ladder's source: ends, opens, and one `Due` for each rung of what nobody has claimed."""
    end_settled()
    open_new(now)
    waiting: list[Any] = list(Attention.objects.filter(state=AttentionState.OPEN, opened_at__gt=now - LOOK_BACK))
    staff = Staff.at({row.organization_id for row in waiting})
    for row in waiting:
        yield from climb(hanging(row, staff, now), now)


def hanging(row: Attention, staff: Staff, now: datetime) -> Hanging:
    ladder, place = rungs.in_force(TAKE_OVER.code, now.date()), row.organization_id
    people, hours = staff.people(ladder, place, None), staff.hours[place]
    return Hanging(ladder, f"unread:{row.pk}", row.opened_at, hours, people, place, row.about, row.patient_id)


def unread_rows(now: datetime) -> Any:
    """Urgent notices to staff that are shown in the center and were not opened."""
    rows = Notification.objects.filter(channel=Channel.INAPP, state=State.DUE, read_at__isnull=True, is_urgent=True, kind__in=URGENT)
    rows = rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    return rows.filter(organization_id__isnull=False, about__isnull=False, due_at__gt=now - LOOK_BACK)


def open_new(now: datetime) -> int:
    """One task for each matter of each organization; returns how many."""
    rows = unread_rows(now).filter(due_at__lte=now - timedelta(hours=UNREAD_FOR.hours)).order_by("due_at")
    columns = ("organization_id", "about", "patient_id", "kind", "key", "due_at")
    found: list[dict[str, Any]] = list(rows.values(*columns)[: AT_ONCE * 20])
    cut = {place: latest(hours, now, UNREAD_FOR) for place, hours in Staff.at({row["organization_id"] for row in found}).hours.items()}
    late = [row for row in found if row["due_at"] <= cut[row["organization_id"]]]
    return keep(unknown(late, now)) if late else 0


def unknown(late: Iterable[dict[str, Any]], now: datetime) -> list[Attention]:
    """The first of each matter that nobody of the organization read and that has no task yet."""
    first: dict[tuple[int, str], Attention] = {}
    for row in late:
        values = {name: row[name] for name in COPIED} | {"since": row["due_at"], "opened_at": now}
        first.setdefault((row["organization_id"], matter_of(row["key"])), Attention(**values, matter=matter_of(row["key"])))
    known = Attention.objects.filter(matter__in={matter for _, matter in first}).values_list("organization_id", "matter")
    read = read_somewhere({one.about for one in first.values() if one.about})
    gone = {*known, *read}
    return [one for place, one in first.items() if place not in gone][:AT_ONCE]


def read_somewhere(abouts: Collection[UUID]) -> set[tuple[int, str]]:
    """(organization, matter) of urgent notices that somebody there has opened."""
    rows = Notification.objects.filter(about__in=abouts, channel=Channel.INAPP, is_urgent=True, read_at__isnull=False)
    return {(place, matter_of(key)) for place, key in rows.values_list("organization_id", "key") if place is not None}


def matter_of(key: str) -> str:
    """The key of a notice without the rung: a ladder's rungs are one matter."""
    return key.rsplit(":rung", 1)[0]


def keep(rows: list[Attention]) -> int:
    Attention.objects.bulk_create(rows, ignore_conflicts=True)
    AttentionEvent.objects.bulk_create([AttentionEvent(attention=row, verb="open", actor_name=SWEEP) for row in rows])
    return len(rows)


def end_settled() -> int:
    """What was read by anybody of the site, stopped, or settled elsewhere; returns how many."""
    live = list(Attention.objects.live())
    reasons: dict[UUID, str] = {}
    read = read_somewhere({row.about for row in live if row.about})
    stopped = {row.pk for row in live} - shown(live)
    for row in live:
        if (row.organization_id, row.matter) in read:
            reasons[row.pk] = "read"
        elif row.pk in stopped:
            reasons[row.pk] = "stopped"
    for question in SETTLED:
        for one in question([row for row in live if row.pk not in reasons]):
            reasons.setdefault(one, "settled")
    return end({row.pk: row for row in live}, reasons)


def shown(live: Collection[Attention]) -> set[UUID]:
    """Those that still have a notice nobody stopped."""
    same = {"organization_id": OuterRef("organization_id"), "about": OuterRef("about"), "key__startswith": OuterRef("matter")}
    there = Notification.objects.filter(**same, channel=Channel.INAPP, state=State.DUE)
    return set(Attention.objects.filter(Exists(there), pk__in=[row.pk for row in live]).values_list("pk", flat=True))


def end(live: dict[UUID, Attention], reasons: dict[UUID, str]) -> int:
    now = timezone.now()
    for pk, reason in reasons.items():
        row = live[pk]
        row.state, row.reason, row.settled_at, row.version = AttentionState.ENDED, reason, now, row.version + 1
    Attention.objects.bulk_update([live[pk] for pk in reasons], ["state", "reason", "settled_at", "version"])
    AttentionEvent.objects.bulk_create(
        [AttentionEvent(attention=live[pk], verb="end", actor_name=SWEEP, reason=reason) for pk, reason in reasons.items()]
    )
    return len(reasons)
