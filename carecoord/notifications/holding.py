"""Asked at the moment of sending: is it still wanted, so, and now? What waits is due again later; what a summary tells ends in it.

Runs as carecoord_worker; one statement for the batch, and one more where a digest is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from carecoord.notifications import caregivers, digest, routing, timing
from carecoord.notifications.checks import Candidate, Later
from carecoord.notifications.kinds import Kind
from carecoord.notifications.routing import NOBODY_KNOWN, Person
from carecoord.notifications.states import Channel
from carecoord.notifications.wishes import IN_DIGEST, When

NOBODY_ELSE = "nobody_else"  # the recipient is away and nobody stands in: the message is not kept back
OUT_OF_SCOPE, NOTHING_UNREAD = "out_of_scope", "nothing_unread"
Answer = str | Later


def held(rows: Sequence[Candidate]) -> dict[UUID, Answer]:
    """A check, see `checks.register`."""
    now = timezone.now()
    people = routing.read({row.recipient_id for row in rows}, {row.patient_id for row in rows if row.patient_id})
    answers: dict[UUID, Answer] = {}
    told: list[tuple[Candidate, Person, When]] = []
    for row in rows:
        person = people.get(row.recipient_id, NOBODY_KNOWN)
        if answer := why_not(row, person) or later(row, person, now):
            answers[row.id] = answer
        elif when := in_digest(row, person):
            told.append((row, person, when))
    return {**answers, **digest.instead(told, now)}


def why_not(row: Candidate, person: Person) -> str:
    if not caregivers.reaches(row.form, row.patient_id, person.grants):
        return OUT_OF_SCOPE
    return NOTHING_UNREAD if row.kind is Kind.DIGEST and not row.unread else ""


def later(row: Candidate, person: Person, now: datetime) -> Later | None:
    hold = None if row.note == NOBODY_ELSE else timing.hold(person.hours, row.form, When.NOW, now, row.expires_at)
    if hold is None and (when := in_digest(row, person)):
        at = timing.digest_at(person.hours, when, row.created_at)
        hold = timing.Hold(at, timing.DIGEST) if now < at and not was_away(row, person) else None
    return Later(hold.until, hold.why) if hold else None


def in_digest(row: Candidate, person: Person) -> When | None:
    """How often the digest comes that tells of this row, if one does. What came while its person was away is told in one too."""
    if row.form.is_urgent or row.form.is_safety or row.channel != Channel.EMAIL or row.kind is Kind.DIGEST:
        return None
    when = person.when(row.form.audience, row.form.topic, Channel.EMAIL)
    if when in IN_DIGEST:
        return when
    return When.DAILY if was_away(row, person) else None


def was_away(row: Candidate, person: Person) -> bool:
    return row.note != NOBODY_ELSE and person.hours.is_away(row.created_at)
