"""The running plan on the patient's road: its dates, what comes up, rules and when they end, in the plain words of the protocol.

Room: referrals.road. Only steps and dates that have plain words are told; no result, no gate, no failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.ui.dates import patient_day
from carecoord.ui.pieces import RoadStep
from patients.models import Patient
from referrals.models import Journey, JourneyStep
from referrals.pathway import irradiated, journeys, road
from referrals.pathway.protocol import Anchor, Confidence, Site, Step
from referrals.pathway.road import Road

COMING = 5


@dataclass(frozen=True)
class Coming:
    """Something the patient does or goes to, and when."""

    what: str | Promise
    when: str
    where: str


@dataclass(frozen=True)
class Plan:
    steps: tuple[RoadStep, ...]
    coming: tuple[Coming, ...]
    rules: tuple[Coming, ...]


def of(actor: Actor, patient: Patient) -> Plan | None:
    """Of the journey that is under way; None when there is none, or the patient has died."""
    rows = Journey.objects.visible_to(actor).filter(patient=patient).running().select_related(*journeys.RELATED).defer(*journeys.HEAVY)
    journey = rows.order_by("-started_at").first()
    if journey is None or patient.is_deceased:
        return None
    current = road.load(journey)
    today = timezone.localdate()
    return Plan(tuple(steps(current)), tuple(coming(current, today)), tuple(rules(current, today)))


def plain(thing: Step | Anchor) -> str:
    """In the reader's language."""
    is_spanish = (get_language() or "").startswith("es")
    return thing.plain_es if is_spanish and thing.plain_es else thing.plain


def steps(current: Road) -> list[RoadStep]:
    """Every date with plain words, in the order of the road: what happened, where the patient is, what is ahead."""
    found, is_here_told = [], False
    for anchor in current.protocol.anchors:
        if not anchor.plain:
            continue
        fix = current.fixes.get(anchor.code)
        is_done = fix is not None and fix.confidence is Confidence.ACTUAL
        state = "done" if is_done else "ahead" if is_here_told else "here"
        is_here_told = is_here_told or not is_done
        found.append(RoadStep(plain(anchor), day_words(fix.on, fix.confidence) if fix else _("No date yet"), state=state))
    return found


def day_words(on: date, confidence: Confidence) -> str:
    if confidence is Confidence.PLANNED:
        return _("Planned for %(day)s") % {"day": patient_day(on)}
    return patient_day(on)


def coming(current: Road, today: date) -> list[Coming]:
    """The next things with a day, one line for each kind."""
    rows = sorted((row for row in current.live if is_ahead(current, row, today)), key=lambda row: row.due_on or today)
    first: dict[str, JourneyStep] = {}
    for row in rows:
        first.setdefault(row.code, row)
    return [line(current, row) for row in list(first.values())[:COMING]]


def is_ahead(current: Road, row: JourneyStep, today: date) -> bool:
    step = current.rules[row.code]
    return bool(step.plain) and row.is_open and row.due_on is not None and row.due_on >= today and not is_rule(row)


def is_rule(row: JourneyStep) -> bool:
    """Something kept to until a day, not something to go to."""
    return row.site == Site.HOME or row.code == irradiated.STEP


def line(current: Road, row: JourneyStep) -> Coming:
    journey = current.journey
    place = journey.practice if row.owner_org_id == journey.practice_id else journey.center
    return Coming(plain(current.rules[row.code]), patient_day(row.due_on) if row.due_on else "", place.name)


def rules(current: Road, today: date) -> list[Coming]:
    """Each rule with the day it ends; a rule with two dates ends on the later one."""
    last: dict[str, JourneyStep] = {}
    for row in sorted((row for row in current.live if is_rule(row) and row.due_on), key=lambda row: row.due_on or today):
        last[row.code] = row
    return [
        Coming(plain(current.rules[row.code]), _("Until %(day)s") % {"day": patient_day(row.due_on)}, "")
        for row in last.values()
        if row.is_open and row.due_on and row.due_on >= today and current.rules[row.code].plain
    ]
