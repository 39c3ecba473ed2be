"""What happens to checks: recorded, corrected by a new one, marked as entered in error. Nothing of them is ever changed.

Room: referrals.monitoring. The log of side effects has its verbs in `episodes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from patients.models import Document
from referrals.models import Journey, MonitoringEntry, MonitoringRetraction
from referrals.monitoring import clock, stepping
from referrals.monitoring.grading import TELL_FROM, Grades, grade
from referrals.monitoring.infused import infused_on
from referrals.monitoring.permissions import Permission
from referrals.monitoring.questions import checked
from referrals.monitoring.states import RetractReason
from referrals.monitoring.told import key_of, tell, tell_caregivers
from referrals.pathway.journeys import CENTER, Note, enter
from referrals.states import Side

AHEAD = timedelta(minutes=5)  # clocks at the bedside differ
GONE = "This check was corrected or taken back meanwhile; open the newest one."


@dataclass(frozen=True)
class Made:
    """A new check, what it says, and who is told because of it."""

    entry: MonitoringEntry
    grades: Grades
    tells: bool


def record_check(
    actor: Actor,
    journey_id: UUID,
    *,
    answers: Mapping[str, Any],
    at: datetime | None = None,
    note: str = "",
    sample: UUID | None = None,
    key: UUID | None = None,
) -> Made:
    """Write one check down with the grades it gives. Called twice with one `key` it is taken once."""
    journey = enter(actor, journey_id, Permission.RECORD, by=CENTER)
    if key and (known := MonitoringEntry.objects.filter(pk=key, journey=journey).first()):
        return Made(known, grade(known.answers), tells=False)
    made = entry_of(actor, journey, answers=answers, at=at or timezone.now(), note=note, sample=sample, key=key)
    return taken(actor, journey, made, "record_check")


def correct_check(
    actor: Actor,
    journey_id: UUID,
    entry_id: UUID,
    *,
    version: int,
    answers: Mapping[str, Any],
    at: datetime | None = None,
    note: str = "",
    sample: UUID | None = None,
) -> Made:
    """A new row takes the place of an old one, which stays to be read."""
    journey = enter(actor, journey_id, Permission.RECORD, by=CENTER, version=version)
    old = standing(journey, entry_id)
    made = entry_of(actor, journey, answers=answers, at=at or old.at, note=note, sample=sample or old.sample_id)
    made.entry.corrects = old
    return taken(actor, journey, made, "correct_check")


def retract_check(
    actor: Actor, journey_id: UUID, entry_id: UUID, *, version: int, reason_code: str, text: str = ""
) -> MonitoringRetraction:
    """Mark a check as entered in error; it stays readable and counts for nothing."""
    journey = enter(actor, journey_id, Permission.RECORD, by=CENTER, version=version)
    old = standing(journey, entry_id)
    if reason_code not in RetractReason.values:
        raise Refused("Choose why it was wrong.", field="reason_code")
    if reason_code == RetractReason.OTHER and not text.strip():
        raise Refused("Say in your words why it was wrong.", field="text")
    row = MonitoringRetraction.objects.create(
        entry=old, journey=journey, reason_code=reason_code, text=text.strip(), by_id=actor.user_id, by_name=actor.name or actor.job
    )
    stepping.write(actor, journey, "retract_check", Note(reason_code, {"check": str(old.pk), "day": old.day}), on=old.day_on)
    return row


def standing(journey: Journey, entry_id: UUID) -> MonitoringEntry:
    """The check, not yet corrected or taken back. Raises DoesNotExist when it is no check of this journey."""
    entry = MonitoringEntry.objects.select_related("retraction", "corrected_by").get(pk=entry_id, journey=journey)
    if hasattr(entry, "retraction") or hasattr(entry, "corrected_by"):
        raise Refused(GONE, code="already_corrected")
    return entry


def entry_of(
    actor: Actor,
    journey: Journey,
    *,
    answers: Mapping[str, Any],
    at: datetime,
    note: str,
    sample: UUID | None,
    key: UUID | None = None,
) -> Made:
    """The row, not yet saved. Raises Refused with the question at fault."""
    found = checked(answers)
    if not found and not note.strip():
        raise Refused("Nothing is filled in yet.", code="empty")
    grades = grade(found)
    if grades.faults:
        raise Refused(grades.faults[0].fault, field=grades.faults[0].field, code="inconsistent_inputs")
    on, day = day_of(journey, at)
    numbers = {"ice": grades.ice.number, "crs": grades.crs.number, "icans": grades.icans.number}
    entry = MonitoringEntry(pk=key or uuid4(), journey=journey, at=at, day_on=on, day=day, answers=found, grades=grades.kept, **numbers)
    entry.note, entry.sample_id = note.strip(), document(journey, sample)
    entry.by_id, entry.by_name = actor.user_id, actor.name or actor.job
    return Made(entry, grades, tells=grades.worst >= TELL_FROM)


def document(journey: Journey, sample: UUID | None) -> UUID | None:
    """A handwriting sample is a document of this patient and no other."""
    if sample and not Document.objects.filter(pk=sample, patient_id=journey.patient_id, is_entered_in_error=False).exists():
        raise Refused("That document is not one of this patient.", field="sample")
    return sample


def day_of(journey: Journey, at: datetime) -> tuple[date, int]:
    """The local day at the center and its number after infusion."""
    infused = infused_on(journey)
    if infused is None:
        raise Refused("The day of infusion is not known yet; checks are counted from it.", code="no_infusion")
    if at > timezone.now() + AHEAD:
        raise Refused("A check is written down after it was done, not before.", field="at")
    on = clock.local_day(at, journey.center.time_zone)
    day = clock.day_number(infused, on)
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise Refused(f"That is day {day} after infusion; please look at the date.", field="at")
    return on, day


def taken(actor: Actor, journey: Journey, made: Made, verb: str) -> Made:
    """Saved, with its event; both sides are told in the same transaction when a grade asks for it."""
    entry = made.entry
    entry.save(force_insert=True)
    detail = {"check": str(entry.pk), "day": entry.day}
    if entry.corrects_id:
        detail["corrects"] = str(entry.corrects_id)
    stepping.write(actor, journey, verb, Note(detail=detail), on=entry.day_on)
    if made.tells:
        key = key_of(journey.pk, entry.day_on, made.grades.worst)
        tell(journey, Kind.CHECK_NEEDS_EYES, sides=(Side.SENDER, Side.RECEIVER), key=key, but=actor.user_id)
        tell_caregivers(journey, key=key)
    return made
