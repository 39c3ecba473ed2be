"""Which matters of unread urgent notices are settled: the step was done, moved, or ended. Asked by the sweep, as carecoord_worker.

Room: referrals. A matter's name is the key its notice was posted under (`due`, `pathway.due`, the rooms' ladders): it holds the due
instant, so a step with another date is another matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from carecoord.notifications import Kind
from carecoord.notifications.models import Attention
from referrals.handoff.states import HandOffState
from referrals.models import HandOff, Journey, JourneyStep, Referral
from referrals.pathway.states import RUNNING
from referrals.states import Stage

LASTING = frozenset({Kind.PERSON_DIED})  # read by somebody, or never settled


def settled(rows: Collection[Attention]) -> set[UUID]:
    """Few rows a sweep; four statements at most."""
    asked = [row for row in rows if row.kind not in LASTING]
    return {*of_referrals(asked), *of_journeys(asked), *of_steps(asked), *of_hand_offs(asked)}


def of_referrals(rows: Collection[Attention]) -> Iterable[UUID]:
    found = (
        Referral.objects.filter(pk__in={row.about for row in rows if row.about}).order_by().values_list("pk", "is_open", "stage", "due_at")
    )
    now = {pk: (is_open, stage, due_at) for pk, is_open, stage, due_at in found}
    for row in rows:
        if row.about not in now:
            continue
        is_open, stage, due_at = now[row.about]
        name = f"step:{row.about}:{stage}:{due_at.isoformat() if due_at else ''}"
        is_other = row.matter.startswith("step:") and not row.matter.startswith(name)
        was_taken = row.kind == Kind.REFERRAL_SENT_URGENT and stage != Stage.SUBMITTED
        if not is_open or is_other or was_taken:
            yield row.pk


def of_journeys(rows: Collection[Attention]) -> Iterable[UUID]:
    about = {row.about for row in rows if row.about}
    ended = set(Journey.objects.filter(pk__in=about).exclude(state__in=RUNNING).order_by().values_list("pk", flat=True))
    return [row.pk for row in rows if row.about in ended]


def of_steps(rows: Collection[Attention]) -> Iterable[UUID]:
    asked = [row for row in rows if row.matter.startswith("pathway:")]
    doable = JourneyStep.objects.doable().filter(pk__in={named(row) for row in asked}).order_by()
    names = {f"pathway:{pk}:{due_on.isoformat()}" for pk, due_on in doable.values_list("pk", "due_on") if due_on}
    return [row.pk for row in asked if row.matter.rsplit(":", 1)[0] not in names]


def of_hand_offs(rows: Collection[Attention]) -> Iterable[UUID]:
    asked = [row for row in rows if row.matter.startswith("handoff:")]
    waiting = HandOff.objects.filter(pk__in={named(row) for row in asked}, state=HandOffState.SENT).order_by()
    there = set(waiting.values_list("pk", flat=True))
    return [row.pk for row in asked if named(row) not in there]


def named(row: Attention) -> UUID:
    """The row that the name of a matter begins with."""
    return UUID(row.matter.split(":")[1])
