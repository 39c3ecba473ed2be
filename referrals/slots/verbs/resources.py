"""Chairs, beds and lines of manufacturing slots, and how long the center keeps a slot for somebody."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import Booking, Resource, SlotRules
from referrals.slots.bookings import lock_resources
from referrals.slots.permissions import Permission
from referrals.slots.states import TAKEN, ResourceKind


def add_resource(actor: Actor, *, kind: ResourceKind, name: str, product: str = "") -> Resource:
    """One more unit; a second one of the same name is refused."""
    require(actor, Permission.MANAGE)
    check_product(kind, product)
    values: dict[str, Any] = {"center_id": actor.place_id, "kind": kind, "name": name.strip()}
    row, is_new = Resource.objects.get_or_create(**values, defaults={"product": product.strip()})
    if not is_new:
        raise Refused("There is one of this name already.", field="name", code="name_taken")
    record(actor, "slots.add_resource", about=row)
    return row


def check_product(kind: ResourceKind, product: str) -> None:
    if (kind == ResourceKind.MANUFACTURING) != bool(product.strip()):
        raise Refused("A manufacturing slot is for one product; a chair or bed is for none.", field="product", code="product_needed")


def change_resource(actor: Actor, resource_id: int, *, name: str, is_active: bool) -> Resource:
    """Rename it, take it out of use or put it back. What is taken ahead must be released first."""
    require(actor, Permission.MANAGE)
    row = next(iter(lock_resources(Resource.objects.filter(pk=resource_id, center_id=actor.place_id).values_list("pk", flat=True))), None)
    if row is None:
        raise Resource.DoesNotExist
    if Resource.objects.filter(center_id=row.center_id, kind=row.kind, name=name.strip()).exclude(pk=row.pk).exists():
        raise Refused("There is one of this name already.", field="name", code="name_taken")
    if row.is_active and not is_active and Booking.objects.filter(resource=row, state__in=TAKEN, ends_at__gt=timezone.now()).exists():
        raise Refused("Somebody is booked on it. Release or move those bookings first.", field="is_active", code="in_use")
    row.name, row.is_active = name.strip(), is_active
    row.save(update_fields=["name", "is_active"])
    record(actor, "slots.change_resource", about=row, fields=["name", "is_active"])
    return row


def set_hours(actor: Actor, *, hold_hours: int, offer_hours: int) -> SlotRules:
    """For holds and offers from now on; those that run keep their time."""
    require(actor, Permission.MANAGE)
    if not all(1 <= hours <= 720 for hours in (hold_hours, offer_hours)):
        raise Refused("Between one hour and thirty days (720 hours).", field="hold_hours", code="hours_out_of_range")
    values = {"hold_hours": hold_hours, "offer_hours": offer_hours, "set_by_id": actor.user_id, "set_at": timezone.now()}
    row, _ = SlotRules.objects.update_or_create(center_id=actor.place_id, defaults=values)
    record(actor, "slots.set_hours", about=row, fields=["hold_hours", "offer_hours"])
    return row
