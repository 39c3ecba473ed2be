"""A check that holds both grades does the road's step of its day; a check taken back opens it again. One event either way.

Room: referrals.monitoring. Steps, flags and gates are the road's own: this only says what the check answered.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from carecoord.access.actor import Actor
from referrals.models import Journey, JourneyStep, MonitoringEntry
from referrals.monitoring.grading import celsius
from referrals.monitoring.ladder import CHECK_STEP
from referrals.pathway import change, journeys, road, settling
from referrals.pathway.journeys import Note
from referrals.pathway.states import StepState
from referrals.pathway.verbs.working import raise_flags

DOABLE = frozenset({StepState.READY, StepState.IN_PROGRESS})


def write(actor: Actor, journey: Journey, verb: str, note: Note, *, on: date) -> None:
    """The event of a verb on checks, with what follows for the step of that day."""
    worst = worst_of(journey, on)
    row = JourneyStep.objects.filter(journey=journey, code=CHECK_STEP, due_on=on, attempt=journey.attempt).first()
    turns = row is not None and (row.state in DOABLE if worst else row.state == StepState.DONE)
    if row is None or not turns:
        journeys.write(actor, journey, verb, note)
        return
    settled(actor, journey, row, verb, note, answers=answers_of(worst) if worst else None, on=on)


def settled(actor: Actor, journey: Journey, row: JourneyStep, verb: str, note: Note, *, answers: dict[str, Any] | None, on: date) -> None:
    """Do a step of the road with these answers, or open it again without; the verb's event tells of both."""
    current = road.load(journey)
    mine = next(one for one in current.steps if one.pk == row.pk)
    if answers is None:
        settling.unsettle(mine)
    else:
        mine.answers = answers
        settling.settle(mine, StepState.DONE, actor, on=on)
    current.touch(mine)
    done = change.keep(actor, current, verb, Note(note.reason_code, note.detail, mine))
    if answers is not None:
        raise_flags(actor, current, mine, done.event)


def worst_of(journey: Journey, on: date) -> MonitoringEntry | None:
    """The check of the day with the highest grade, among those that hold both."""
    rows = MonitoringEntry.objects.filter(journey=journey, day_on=on, crs__isnull=False, icans__isnull=False).standing()
    return max(rows, key=lambda one: (max(one.crs or 0, one.icans or 0), one.at), default=None)


def answers_of(entry: MonitoringEntry) -> dict[str, Any]:
    """By the fields of the step in the protocol."""
    found: dict[str, Any] = {"crs_grade": str(entry.crs), "icans_grade": str(entry.icans)}
    if entry.ice is not None:
        found["ice"] = entry.ice
    if "temperature" in entry.answers:
        found["temperature"] = round(celsius(entry.answers), 1)
    return found
