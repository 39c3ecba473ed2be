"""The practice's note to the center after a visit. Appended, never changed; what worries raises a flag and tells the center today.

Room: referrals.handoff. It completes no step by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from referrals.handoff.permissions import Permission
from referrals.handoff.visit_questions import QUESTIONS, Concern, concerns
from referrals.models import Journey, JourneyFlag, VisitNote
from referrals.monitoring.clock import local_day
from referrals.monitoring.questions import checked
from referrals.monitoring.told import tell
from referrals.pathway.journeys import PRACTICE, Note, enter, write
from referrals.states import Side


def write_visit(actor: Actor, journey_id: UUID, *, visit_on: date, answers: Mapping[str, Any], key: UUID | None = None) -> VisitNote:
    """Send one note. Called twice with one `key` it is sent once."""
    journey = enter(actor, journey_id, Permission.NOTE, by=PRACTICE)
    if key and (known := VisitNote.objects.filter(pk=key, journey=journey).first()):
        return known
    return sent(actor, journey, note_of(actor, journey, visit_on, answers, key), "write_visit_note")


def correct_visit(actor: Actor, journey_id: UUID, note_id: UUID, *, version: int, visit_on: date, answers: Mapping[str, Any]) -> VisitNote:
    """A new note in the place of a wrong one, which stays to be read."""
    journey = enter(actor, journey_id, Permission.NOTE, by=PRACTICE, version=version)
    old = VisitNote.objects.select_related("corrected_by").get(pk=note_id, journey=journey)
    if hasattr(old, "corrected_by"):
        raise Refused("This note was corrected meanwhile; open the newest one.", code="already_corrected")
    row = note_of(actor, journey, visit_on, answers, None)
    row.corrects = old
    return sent(actor, journey, row, "correct_visit_note")


def note_of(actor: Actor, journey: Journey, visit_on: date, answers: Mapping[str, Any], key: UUID | None) -> VisitNote:
    """The row, not yet saved. Raises Refused with the question at fault."""
    found = checked(answers, QUESTIONS)
    if not found:
        raise Refused("Nothing is filled in yet.", code="empty")
    if visit_on > local_day(timezone.now(), journey.practice.time_zone):
        raise Refused("A note is written after the visit, not before.", field="visit_on")
    if visit_on < local_day(journey.started_at, journey.practice.time_zone):
        raise Refused("That is before this journey began; please look at the date.", field="visit_on")
    worries = [vars(one) for one in concerns(found)]
    who = {"by_id": actor.user_id, "by_name": actor.name or actor.job}
    return VisitNote(pk=key or uuid4(), journey=journey, visit_on=visit_on, answers=found, concerns=worries, **who)


def sent(actor: Actor, journey: Journey, row: VisitNote, verb: str) -> VisitNote:
    row.save(force_insert=True)
    worries = [Concern(**one) for one in row.concerns]
    JourneyFlag.objects.bulk_create(
        JourneyFlag(journey=journey, words=one.words, is_urgent=one.is_urgent, raised_by_id=actor.user_id) for one in worries
    )
    write(actor, journey, verb, Note(detail={"note": str(row.pk), "visit_on": row.visit_on.isoformat()}))
    kind = Kind.VISIT_CONCERN if worries else Kind.VISIT_NOTE
    tell(journey, kind, sides=(Side.RECEIVER,), key=f"visit:{row.pk}", but=actor.user_id)
    return row
