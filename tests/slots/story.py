"""A center with chairs, beds and manufacturing slots, and journeys that want them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.models import Grant, Scope, Source
from patients.models import Patient
from referrals.models import Booking, Journey, ProtocolVersion, Resource
from referrals.pathway.plain import digest
from referrals.slots.states import BookingState, ResourceKind
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway.protocols import entries
from tests.truth import truth

CHICAGO = ZoneInfo("America/Chicago")


def ahead(days: int) -> date:
    return timezone.localdate(timezone=CHICAGO) + timedelta(days=days)


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHICAGO)


def resource(
    cast: Cast, kind: ResourceKind = ResourceKind.CHAIR, name: str = "Chair 1", *, center: str = "lakeside", **more: Any
) -> Resource:
    with truth():
        if kind == ResourceKind.MANUFACTURING:
            more = {"product": "cilta-cel", **more}
        return Resource.objects.create(center=cast.organizations[center], kind=kind, name=name, **more)


def free(row: Resource, day: int = 5, *, hours: int = 6, state: BookingState = BookingState.FREE, **more: Any) -> Booking:
    """A slot so many days ahead, from 8 in the morning."""
    start = at(ahead(day))
    with truth():
        values: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=hours), "state": state, **more}
        return Booking.objects.create(resource=row, center=row.center, **values)


@cache
def content(product: str) -> dict[str, Any]:
    """The real protocol, as it is loaded."""
    return entries(f"mm-{product}-us")["content"]  # type: ignore[no-any-return]  # as_plain's


@cache
def fingerprint(product: str) -> str:
    return digest(content(product))


def protocol(product: str = "cilta-cel") -> ProtocolVersion:
    plain = content(product)
    values = {name: plain[name] for name in ("title", "therapy", "disease", "product")}
    values |= {"effective_on": date(2026, 1, 1), "sha256": fingerprint(product), "content": plain}
    return ProtocolVersion.objects.get_or_create(code=product, version=1, defaults=values)[0]


def journey(cast: Cast, *, product: str = "cilta-cel") -> Journey:
    """Denise's, from Cedar Valley to Lakeside."""
    referral = desk.at(cast, Stage.IN_WORKUP)
    with truth():
        return started(referral, product)


def another(cast: Cast, number: int = 1, *, product: str = "cilta-cel") -> Journey:
    """Of some other patient of the same two sides."""
    (referral,) = desk.referrals(cast, 1, stage=Stage.IN_WORKUP, first=number)
    with truth():
        Grant.objects.filter(about=referral.pk).update(scope=Scope.PATHWAY)
        return started(referral, product)


def started(referral: Any, product: str) -> Journey:
    if not Grant.objects.filter(patient_id=referral.patient_id, scope=Scope.CUSTODY).exists():
        values = {"organization": referral.from_org, "scope": Scope.CUSTODY, "source": Source.CUSTODY}
        Grant.objects.create(patient_id=referral.patient_id, **values)
    values = {"practice": referral.from_org, "center": referral.to_org, "protocol": protocol(product), "phase": "workup"}
    return Journey.objects.create(patient_id=referral.patient_id, referral=referral, **values)


def restrict(cast: Cast, patient_id: UUID) -> None:
    """From now on only Denise's care team opens the record."""
    from carecoord.access.models import Restriction, RestrictionKind

    with truth():
        Restriction.objects.create(patient_id=patient_id, kind=RestrictionKind.VIP, placed_by=cast.users["pia"], reason="Asked for it.")


def run(cast: Cast, who: str, verb: Any, *args: Any, **kwargs: Any) -> Any:
    with acting(cast.actor(who)) as actor:
        return verb(actor, *args, **kwargs)


def late(booking: Booking) -> None:
    """Its time to decide is over."""
    with truth():
        Booking.objects.filter(pk=booking.pk).update(held_until=timezone.now() - timedelta(minutes=1), version=F("version"))


def now(booking: Booking) -> Booking:
    with truth():
        return Booking.objects.select_related("resource", "center").get(pk=booking.pk)


def person(row: Journey) -> Patient:
    with truth():
        return Patient.objects.get(pk=row.patient_id)


def actor_at(cast: Cast, who: str) -> Actor:
    return cast.actor(who)
