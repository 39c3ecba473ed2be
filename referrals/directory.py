"""The directory: who is out there, how far, what each center offers, whom to call. Distances are straight lines between ZIP codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carecoord.access.actor import Actor
from carecoord.access.web import actor_of, at_work
from carecoord.accounts.models import ContactPerson, Organization, OrganizationKind, Partnership, Site
from carecoord.interop import zips
from carecoord.ui.parts import Side
from referrals.models import CenterOffer
from referrals.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One organization. `miles` is None when a ZIP is not known."""

    id: int
    name: str
    side: Side
    where: str
    phone: str
    fax: str
    accreditation: str
    miles: int | None
    offers: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]
    is_partner: bool
    is_illustrative: bool


@require_GET
@at_work(Permission.VIEW)
def directory(request: HttpRequest) -> HttpResponse:
    """Centers first for a practice, practices first for a center; nearest first."""
    actor = actor_of(request)
    start = request.GET.get("zip", "").strip()[:5] or own_zip(actor)
    known = not start or zips.coordinates(start) is not None
    entries = sorted(found(actor, start if known else ""), key=lambda one: (one.miles is None, one.miles or 0, one.name))
    wanted = Side.PRACTICE if actor.is_center else Side.CENTER
    context = {
        "first": [one for one in entries if one.side == wanted],
        "second": [one for one in entries if one.side != wanted],
        "is_center": actor.is_center,
        "zip": start,
        "is_known": known,
    }
    return render(request, "referrals/directory.html", context)


def own_zip(actor: Actor) -> str:
    """The reader's own main site."""
    return Site.objects.filter(organization_id=actor.place_id, is_main=True).values_list("zip_code", flat=True).first() or ""


def found(actor: Actor, start: str | None = None) -> list[Entry]:
    """Four statements. Miles from `start`; None: from the reader's own main site."""
    return [entry(row, row.own_zip if start is None else start, is_partner=row.is_bound) for row in rows(actor)]


def rows(actor: Actor) -> QuerySet[Any]:
    """Organizations with their sites, contacts and offers, `is_bound` to the reader's, and the reader's `own_zip`."""
    people = ContactPerson.objects.filter(is_active=True).order_by("name")
    offers = CenterOffer.objects.filter(is_accepting=True).order_by("kind", "name")
    others = Organization.objects.filter(is_active=True).exclude(pk=actor.place_id).exclude(kind=OrganizationKind.NETWORK)
    main = Site.objects.order_by("-is_main", "name")
    own_zip = Site.objects.filter(organization_id=actor.place_id, is_main=True).values("zip_code")[:1]
    marked = others.annotate(is_bound=Exists(bonds(actor)), own_zip=Coalesce(Subquery(own_zip), Value("")))
    return marked.prefetch_related(Prefetch("sites", main), Prefetch("contacts", people), Prefetch("offers", offers)).order_by("name")


def bonds(actor: Actor) -> QuerySet[Partnership]:
    """Open partnerships between the reader's organization and the outer row."""
    mine, theirs = ("center", "practice") if actor.is_center else ("practice", "center")
    return Partnership.objects.filter(**{f"{mine}_id": actor.place_id, theirs: OuterRef("pk")}, until_on__isnull=True)


def entry(row: Any, start: str, *, is_partner: bool) -> Entry:
    site = next(iter(row.sites.all()), None)
    return Entry(
        id=row.pk,
        name=row.name,
        side=Side.CENTER if row.kind == OrganizationKind.CENTER else Side.PRACTICE,
        where=", ".join(bit for bit in (site.city, site.state) if bit) if site else "",
        phone=row.phone,
        fax=row.fax,
        accreditation=row.accreditation,
        miles=zips.miles_between(start, site.zip_code) if start and site and site.zip_code else None,
        offers=tuple(f"{offer.name}{f' ({offer.note})' if offer.note else ''}" for offer in row.offers.all()),
        people=tuple((one.name, one.title, one.phone) for one in row.contacts.all()[:6]),
        is_partner=is_partner,
        is_illustrative=row.is_illustrative,
    )
