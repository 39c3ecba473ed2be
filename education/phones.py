"""Whom a signed-in patient or caregiver calls: the center that treats them, else the practice that cares for them.

Nothing is known about other readers: they are told where the number is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carecoord.access.actor import Actor
from carecoord.access.models import Grant, Scope
from carecoord.accounts.models import Organization, OrganizationKind
from carecoord.audit.trail import saw
from patients.models import Patient

TREATS = (Scope.PATHWAY, Scope.FOLLOW_UP)
CARES = (*TREATS, Scope.CUSTODY)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to dial and who answers."""

    who: str
    number: str


@dataclass(frozen=True, slots=True)
class Phones:
    """`urgent` at any hour, `office` by day; both empty for a reader we do not know."""

    urgent: tuple[Phone, ...] = ()
    office: tuple[Phone, ...] = ()


def phones_for(actor: Actor) -> Phones:
    """The numbers of the team around whoever reads; reading them is written down as reading the record."""
    if not actor.is_person:
        return Phones()
    patients = list(Patient.objects.visible_to(actor).values_list("pk", flat=True))
    grants = Grant.objects.active().filter(patient_id__in=patients, scope__in=CARES, organization__is_active=True)
    pairs = list(grants.select_related("organization").order_by("organization__name"))
    saw(actor, patients)
    treating = {g.organization for g in pairs if g.scope in TREATS and g.organization.kind == OrganizationKind.CENTER}
    return _numbers(treating or {g.organization for g in pairs})


def _numbers(organizations: Iterable[Organization]) -> Phones:
    ordered = sorted(organizations, key=lambda o: o.name)
    urgent = tuple(Phone(o.name, o.urgent_phone or o.phone) for o in ordered if o.urgent_phone or o.phone)
    return Phones(urgent, tuple(Phone(o.name, o.phone) for o in ordered if o.phone))
