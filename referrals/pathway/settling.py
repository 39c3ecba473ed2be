"""How a step row ends: the columns that say so, in one place."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import JourneyStep
from referrals.pathway.answers import any_meets
from referrals.pathway.protocol import Step
from referrals.pathway.states import StepState


def settle(row: JourneyStep, state: StepState, actor: Actor, *, on: date | None = None, reason: str = "", text: str = "") -> None:
    """Done, skipped, failed or cancelled, with when, by whom and why."""
    row.state, row.settled_at, row.settled_by_id = state, timezone.now(), actor.user_id
    row.done_on = (on or timezone.localdate()) if state == StepState.DONE else None
    row.reason_code, row.reason_text = reason[:40], text.strip()[:500]


def is_done_by(step: Step, row: JourneyStep) -> bool:
    """Whether its answers are those of a step that is done: a treatment that was put off, or a decision to wait, are recorded only."""
    return not any_meets(step.open_on, row.answers)


def unsettle(row: JourneyStep) -> None:
    """Back to what can be done; answers and evidence stay."""
    row.state, row.settled_at, row.settled_by_id, row.done_on = StepState.READY, None, None, None
    row.reason_code = row.reason_text = ""
