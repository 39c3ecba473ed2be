"""What the forms of slots offer: patients who may be meant, slots to exchange with. Each a few statements, bounded."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.dates import staff_day, staff_moment
from patients.models.person import list_name
from referrals.models import Booking, EntryState, Journey, QueueEntry, TrialOption
from referrals.slots import query
from referrals.slots.states import TAKEN
from referrals.trials.states import OptionState

MOST = 200


def journeys(actor: Actor, booking: Booking, given: str = "") -> list[tuple[str, str]]:
    """The one that was given; else who waits in the queue for this kind, then everybody under way, by name."""
    rows = Journey.objects.visible_to(actor).filter(center_id=booking.center_id).running()
    if booking.resource.product:
        offered = TrialOption.objects.filter(trial__nct_id=booking.resource.product, state__in=(OptionState.OFFERED, OptionState.ACCEPTED))
        rows = rows.filter(Q(protocol__product=booking.resource.product) | Q(referral__in=offered.values("referral")))
    chosen = named(rows.filter(pk=given)) if is_id(given) else {}
    if chosen:
        return [(str(pk), words) for pk, words in chosen.items()]
    waiting = waiting_for(actor, booking)
    first = named(rows.filter(pk__in=waiting))
    rest = named(rows.exclude(pk__in=waiting).order_by("patient__family_name", "patient__given_name"))
    ordered = [(str(pk), f"{first[pk]} · waits in the queue") for pk in waiting if pk in first]
    return ordered + [(str(pk), words) for pk, words in rest.items()]


def is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def named(rows: QuerySet[Journey]) -> dict[UUID, str]:
    columns = ("pk", "patient__family_name", "patient__given_name", "patient__birth_on", "protocol__product")
    return {
        pk: " · ".join(word for word in (list_name(family, given), f"born {staff_day(born)}" if born else "", product) if word)
        for pk, family, given, born, product in rows.values_list(*columns)[:MOST]
    }


def waiting_for(actor: Actor, booking: Booking) -> list[UUID]:
    """Journeys in the order of the queue."""
    rows = QueueEntry.objects.visible_to(actor).filter(center_id=booking.center_id, kind=booking.resource.kind, state=EntryState.WAITING)
    from referrals.slots.queue import in_order

    mine = [row for row in rows[:MOST] if row.product == booking.resource.product]
    return [row.journey_id for row in in_order(mine, timezone.now())]


def exchanges(actor: Actor, booking: Booking) -> list[tuple[str, str]]:
    """Other taken slots of the same purpose that lie ahead, with their versions."""
    rows = Booking.objects.visible_to(actor).filter(purpose=booking.purpose, resource__kind=booking.resource.kind, state__in=TAKEN)
    rows = rows.filter(starts_at__gt=timezone.now()).exclude(pk=booking.pk).select_related("resource").order_by("starts_at")
    found = list(rows[:MOST])
    people = query.people(actor, [row.pk for row in found])
    mine = query.people(actor, [booking.pk]).get(booking.pk)
    return [
        (f"{row.pk}:{row.version}", f"{people[row.pk].name} · {staff_moment(row.starts_at, weekday=True)} · {row.resource.name}")
        for row in found
        if row.pk in people and (mine is None or people[row.pk].journey_id != mine.journey_id)
    ]
