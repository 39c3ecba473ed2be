"""The list of trials: what was asked for, the rows that fit, the nearest site of each. Three statements, however many trials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.interop.zips import coordinates
from carecoord.ui.parts import Tag, Tone
from carecoord.ui.pieces import Tab
from referrals.directory import own_zip
from referrals.models import Trial, TrialSite
from referrals.models.trials import FRESH
from referrals.trials.sites import nearest, whole
from referrals.trials.states import COMING, OPEN, TrialStatus

MOST = 2_000  # trials looked at for one list; a narrower question finds the others
PAGE = 50
SHOWS = {"open": "Open", "coming": "Coming or paused", "closed": "Closed", "all": "All"}
WORDS = ("nct_id", "title", "official_title", "acronym", "sponsor", "conditions", "interventions")


@dataclass(frozen=True, slots=True)
class Asked:
    """`every`: trials for other diseases too. `zip` is where miles are counted from; `is_known` is False for one that nobody knows."""

    words: str = ""
    show: str = "open"
    every: bool = False
    zip: str = ""
    start: int = 0
    is_known: bool = True

    @property
    def query(self) -> str:
        given = {"q": self.words, "show": self.show, "every": "1" if self.every else "", "zip": self.zip}
        return urlencode({name: value for name, value in given.items() if value})


def asked(actor: Actor, given: Mapping[str, str]) -> Asked:
    """Words nobody knows fall back to what a first visit shows."""
    show, start = given.get("show", "open"), given.get("from", "0")
    place = given.get("zip", "").strip()[:5]
    return Asked(
        words=given.get("q", "").replace("\0", "").strip()[:80],
        show=show if show in SHOWS else "open",
        every=given.get("every") == "1",
        zip=place or own_zip(actor)[:5],
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 0,
        is_known=not place or coordinates(place) is not None,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One trial of the list. `miles` is to the nearest site that takes patients, else to the nearest of all."""

    trial: Trial
    tag: Tag
    site: TrialSite | None
    miles: int | None

    @property
    def where(self) -> str:
        return ", ".join(bit for bit in (self.site.city, self.site.state or self.site.country) if bit) if self.site else ""


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    rows: tuple[Row, ...]
    found: int
    is_cut: bool
    tabs: tuple[Tab, ...]
    next_href: str
    first_href: str


def page(actor: Actor, wanted: Asked) -> Page:
    rows = found(wanted)
    shown = rows[wanted.start : wanted.start + PAGE]
    more = len(rows) > wanted.start + PAGE
    tabs = (Tab(label, f"?{replace(wanted, show=show, start=0).query}", current=show == wanted.show) for show, label in SHOWS.items())
    return Page(
        asked=wanted,
        rows=tuple(shown),
        found=len(rows),
        is_cut=len(rows) == MOST,
        tabs=tuple(tabs),
        next_href=f"?{wanted.query}&from={wanted.start + PAGE}" if more else "",
        first_href=f"?{wanted.query}" if wanted.start else "",
    )


def found(wanted: Asked) -> list[Row]:
    """Nearest first; trials without a known site stand behind."""
    start = coordinates(wanted.zip) if wanted.zip else None
    trials = list(chosen(wanted).defer("eligibility", "summary", "official_title", "contacts")[:MOST])
    sites = nearest([one.pk for one in trials], start)
    rows = [row(one, sites.get(one.pk)) for one in trials]
    return sorted(rows, key=lambda one: (one.miles is None, one.miles or 0, one.trial.nct_id))


def row(trial: Trial, site: TrialSite | None) -> Row:
    return Row(trial, status_tag(trial.status), site, whole(getattr(site, "miles", None)) if site else None)


def chosen(wanted: Asked) -> QuerySet[Trial]:
    rows = Trial.objects.all() if wanted.every else Trial.objects.of_myeloma()
    states: dict[str, Any] = {"open": sorted(OPEN), "coming": sorted(COMING)}
    if wanted.show in states:
        rows = rows.filter(status__in=states[wanted.show])
    elif wanted.show == "closed":
        rows = rows.exclude(status__in=sorted(OPEN | COMING))
    for word in wanted.words.split()[:6]:
        any_column = Q()
        for name in WORDS:
            any_column |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(any_column)
    return rows.order_by("nct_id")


TONES = {TrialStatus.RECRUITING: Tone.MET, TrialStatus.AVAILABLE: Tone.MET, TrialStatus.ENROLLING_BY_INVITATION: Tone.MET}


def status_tag(status: str) -> Tag:
    known = TrialStatus(status)
    tone = TONES.get(known, Tone.YOU if known in COMING else Tone.PLAIN)
    return Tag(known.label, tone, {Tone.MET: "done", Tone.YOU: "requested"}.get(tone, "info"))


def last_read() -> Any:
    """When the newest record was read, and how many open ones are old: (instant or None, count). One statement."""
    from django.db.models import Count, Max

    old = Q(read_at__lt=Now() - FRESH, status__in=sorted(OPEN), is_of_myeloma=True)
    found = Trial.objects.aggregate(at=Max("read_at"), old=Count("pk", filter=old))
    return found["at"], found["old"]


def days_since(at: datetime) -> int:
    return max(0, (timezone.now() - at).days)
