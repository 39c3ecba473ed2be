"""Writing the journeys of the tales: the road is laid around the day that the tale names, what lies behind it is done, then the twist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.models import Grant, Scope, Source
from referrals.demo import travelled
from referrals.demo.houses import Houses
from referrals.demo.paths import CODES, SENDERS, Step
from referrals.demo.tales import TALES, Tale, Twist
from referrals.handoff import demo as way_home
from referrals.meetings import demo as meetings
from referrals.models import Journey, JourneyStep, ProtocolVersion, Referral
from referrals.monitoring import demo as first_days
from referrals.pathway import plan, verbs
from referrals.pathway.compiled import protocol_of
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence, Protocol
from referrals.slots import demo as chairs
from referrals.states import MOVE, Side, Stage

FIRST = 700  # numbers of their records
# The day of each move of the loop, by anchor and days after it.
ON: dict[str, tuple[str, int]] = {
    "submit": ("REF", 0),
    "receive": ("REF", 1),
    "accept": ("ACC", 0),
    "book_consult": ("ACC", 1),
    "record_consult": ("CON", 0),
    "start_workup": ("DEC", 0),
    "record_apheresis": ("APH", 0),
    "record_infusion": ("D0", 0),
    "hand_over": ("HOME", 0),
    "send_outcome": ("CLOSE", 0),
    "acknowledge_outcome": ("CLOSE", 2),
    "close": ("CLOSE", 3),
}


Write = Callable[[Tale, list[Step], int], Referral]


def fill(houses: Houses, write: Write, progress: Callable[[int], None]) -> None:
    """Every tale as a patient with a referral and a journey. `write` makes patient and referral."""
    made: dict[str, list[Journey]] = {}
    for number, tale in enumerate(TALES):
        version = ProtocolVersion.objects.filter(code=tale.protocol).order_by("-version")[0]
        protocol, today = protocol_of(version), timezone.localdate()
        fixes = laid(protocol, tale, today)
        with transaction.atomic():
            row = write(tale, steps_of(tale, fixes, today), FIRST + number)
            journey = travelled.journey(houses, row, version, known(fixes, today))
            twist(houses, journey, protocol, tale)
            first_days.fill(journey, days=14)
            if tale.stage in (Stage.SHARED_CARE, Stage.CLOSED):
                way_home.fill(journey)
            if tale.stage == Stage.CLOSED:
                follow_on(row)
        made.setdefault(tale.center, []).append(journey)
        progress(1)
    for center, journeys in made.items():
        chairs.fill(houses.organizations[center], journeys)
        with transaction.atomic():
            meetings.fill(houses.organizations[center], journeys)


def follow_on(row: Referral) -> None:
    """The center follows for late effects; its access was renewed."""
    where: dict[str, Any] = {"patient_id": row.patient_id, "organization": row.center, "about": row.pk}
    ends = timezone.now() + timedelta(days=200)
    Grant.objects.create(scope=Scope.FOLLOW_UP, source=Source.FOLLOW_UP, ends_at=ends, **where)


def laid(protocol: Protocol, tale: Tale, today: date) -> dict[str, Fix]:
    """The protocol's own plan, shifted until the tale's anchor falls on its day."""
    target = today - timedelta(days=tale.days)
    sent = target
    for _ in range(8):
        fixes = plan.projected(protocol, {"REF": Fix(sent, Confidence.ACTUAL)})
        off = (target - fixes[tale.anchor].on).days
        if not off:
            break
        sent += timedelta(days=off)
    return fixes


def known(fixes: dict[str, Fix], today: date) -> dict[str, Fix]:
    """What lies behind today has happened; what comes within two weeks is confirmed."""
    found = {}
    for code, fix in fixes.items():
        near = Confidence.CONFIRMED if fix.on <= today + timedelta(days=14) else Confidence.PLANNED
        found[code] = replace(fix, confidence=Confidence.ACTUAL if fix.on <= today else near)
    return found


def steps_of(tale: Tale, fixes: dict[str, Fix], today: date) -> list[Step]:
    """The moves of the loop on the road's own days, none after today."""
    out: list[Step] = []
    here = Stage.DRAFT
    for number, verb in enumerate(tale.path):
        anchor, after = ON[verb]
        day = min(fixes[anchor].on + timedelta(days=after), today)
        at = datetime.combine(day, time(9, 10 + number), tzinfo=ZoneInfo("America/Chicago"))
        move = MOVE.get(verb)
        side = Side.SENDER if verb in SENDERS else Side.RECEIVER
        out.append(Step(verb, min(at, timezone.now()), side, here if move else None, move.target if move else here, CODES.get(verb, "")))
        here = move.target if move else here
    return out


def twist(houses: Houses, journey: Journey, protocol: Protocol, tale: Tale) -> None:
    staff = {"lakeside": "bo", "summit": "kit"}[tale.center]
    physician = {"lakeside": "chen", "summit": "dee"}[tale.center]
    with acting(worker(houses, physician, tale.center)) as doctor:
        TWISTS[tale.twist](doctor, journey, protocol)
    with acting(worker(houses, staff, tale.center)):
        Journey.objects.filter(pk=journey.pk).update(coordinator=houses.users[staff])


def worker(houses: Houses, key: str, place: str) -> Actor:
    user = houses.users[key]
    return Actor(user_id=user.pk, organization_id=houses.organizations[place].pk, name=user.name)


def version_of(journey: Journey) -> int:
    return Journey.objects.values_list("version", flat=True).get(pk=journey.pk)


def nothing(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    """As planned."""


def moved(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    """The manufacturer offered a later collection."""
    day = (journey.anchors.get(code="APH").on or timezone.localdate()) + timedelta(days=7)
    values: dict[str, Any] = {
        "confidence": Confidence.CONFIRMED,
        "source": "Manufacturer's portal",
        "reason": "Slot moved by the manufacturer",
    }
    verbs.move_anchor(actor, journey.pk, version=version_of(journey), code="APH", on=day, **values)


def opened(actor: Actor, journey: Journey, protocol: Protocol, code: str, **values: Any) -> Any:
    rule = protocol.branch(code)
    step = JourneyStep.objects.filter(journey=journey, code__in=rule.from_steps).order_by("-done_on", "due_on")[0]
    given = {"reason_code": rule.reasons[0][0], "step": step.pk, **values}
    return verbs.open_branch(actor, journey.pk, version=version_of(journey), code=code, **given)


def out_of_specification(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    opened(actor, journey, protocol, "F19", text="Viability below the release limit.")


def infection(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    opened(actor, journey, protocol, "F12", text="Cough and fever since Friday.")


def collected_again(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    """Manufacturing failed; the second collection is planned in two weeks."""
    branch = opened(actor, journey, protocol, "F18")
    verbs.resolve_branch(actor, journey.pk, branch.pk, version=version_of(journey), way="collect_again")
    day = timezone.localdate() + timedelta(days=15)
    verbs.move_anchor(actor, journey.pk, version=version_of(journey), code="APH", on=day, reason="Second collection")


def missed_lab(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    """The last blood count that was due is not there."""
    travelled.undo_last(journey, "blood_counts")


def flag(actor: Actor, journey: Journey, protocol: Protocol) -> None:
    """The practice wrote of progression in its weekly update."""
    travelled.flag_last(journey, "bridging_update")


TWISTS = {
    Twist.NONE: nothing,
    Twist.MOVED: moved,
    Twist.OUT_OF_SPECIFICATION: out_of_specification,
    Twist.COLLECTED_AGAIN: collected_again,
    Twist.MISSED_LAB: missed_lab,
    Twist.INFECTION: infection,
    Twist.FLAG: flag,
}
