"""Free slots, one or a season of them; and times that are closed. What is there already is left as it is, and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import Booking, BookingEvent, Resource
from referrals.models.slots import LONGEST
from referrals.slots.bookings import lock_resources
from referrals.slots.permissions import Permission
from referrals.slots.states import BookingState

MOST = 500  # slots at once


class Span(NamedTuple):
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Published:
    """What a call makes (or would make), and what it leaves out because the time is taken."""

    new: tuple[tuple[Resource, Span], ...]
    busy: tuple[tuple[Resource, Span], ...]


def publish(actor: Actor, resources: Sequence[int], spans: Sequence[Span], *, is_dry: bool = False) -> Published:
    """Free slots on each of the resources. A dry run writes nothing and says the same."""
    return put(actor, resources, spans, BookingState.FREE, is_dry=is_dry)


def block(actor: Actor, resource: int, span: Span) -> Published:
    """Close a time: maintenance, a holiday, somebody away. Free slots in it are taken back; a patient's booking stands in the way."""
    require(actor, Permission.MANAGE)
    rows = own_resources(actor, [resource])
    inside = Booking.objects.filter(resource__in=rows).between(span.start, span.end).filter(state=BookingState.FREE)
    free = list(inside.order_by("pk").select_for_update(of=("self",), no_key=True))
    for booking in free:
        withdraw(actor, booking)
    made = put(actor, [resource], [span], BookingState.BLOCKED, is_dry=False)
    if made.busy:
        raise Refused("Somebody is booked in this time. Release or move that booking first.", code="in_use")
    return made


def withdraw(actor: Actor, booking: Booking) -> None:
    before, booking.state = booking.state, BookingState.RELEASED
    booking.version, booking.changed_at, booking.changed_by_id = booking.version + 1, timezone.now(), actor.user_id
    booking.save(update_fields=["state", "version", "changed_at", "changed_by"])
    events(actor, [booking], "block", before=before)


def put(actor: Actor, resources: Sequence[int], spans: Sequence[Span], state: BookingState, *, is_dry: bool) -> Published:
    require(actor, Permission.MANAGE)
    rows = own_resources(actor, resources)
    check_spans(spans, len(rows))
    taken = taken_spans(rows, spans)
    wanted = [(row, span) for row in rows for span in sorted(set(spans))]
    busy = [one for one in wanted if overlaps(one[1], taken[one[0].pk])]
    new = [one for one in wanted if one not in busy]
    if not is_dry and new:
        made = [made_of(actor, row, span, state) for row, span in new]
        Booking.objects.bulk_create(made)
        events(actor, made, "publish" if state == BookingState.FREE else "block")
        record(actor, "booking.publish" if state == BookingState.FREE else "booking.block", about=made[0], reason=f"{len(made)} slots")
    return Published(tuple(new), tuple(busy))


def own_resources(actor: Actor, ids: Iterable[int]) -> list[Resource]:
    asked = set(ids)
    own = Resource.objects.filter(pk__in=asked, center_id=actor.place_id, is_active=True).values_list("pk", flat=True)
    rows = lock_resources(own)
    if not rows or len(rows) != len(asked):
        raise Refused("Choose what of your own center is in use.", field="resources", code="not_yours")
    return rows


def check_spans(spans: Sequence[Span], resources: int) -> None:
    if not spans:
        raise Refused("No time falls into these days.", field="first_on", code="nothing")
    if len(spans) * resources > MOST:
        raise Refused(f"At most {MOST} slots at once; choose fewer weeks.", field="last_on", code="too_many")
    if any(not timezone.now() < span.end or not span.start < span.end or span.end - span.start >= LONGEST for span in spans):
        raise Refused("A slot lies ahead, ends after it begins and is shorter than a month.", field="starts", code="span")
    ordered = sorted(set(spans))
    if any(later.start < earlier.end for earlier, later in pairwise(ordered)):
        raise Refused("These times overlap each other.", field="starts", code="overlap")


def taken_spans(rows: Sequence[Resource], spans: Sequence[Span]) -> dict[int, list[Span]]:
    """What stands on each resource in the season, in one statement."""
    out: dict[int, list[Span]] = {row.pk: [] for row in rows}
    there = Booking.objects.live().filter(resource__in=rows).between(min(s.start for s in spans), max(s.end for s in spans))
    for resource, start, end in there.order_by("starts_at").values_list("resource_id", "starts_at", "ends_at"):
        out[resource].append(Span(start, end))
    return out


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    return any(one.start < span.end and span.start < one.end for one in taken)


def made_of(actor: Actor, row: Resource, span: Span, state: BookingState) -> Booking:
    return Booking(resource=row, center_id=row.center_id, starts_at=span.start, ends_at=span.end, state=state, changed_by_id=actor.user_id)


def events(actor: Actor, rows: Iterable[Booking], verb: str, *, before: str = "") -> None:
    who = {"actor_id": actor.user_id, "actor_name": actor.name or actor.job}
    BookingEvent.objects.bulk_create(BookingEvent(booking=row, verb=verb, from_state=before, to_state=row.state, **who) for row in rows)
