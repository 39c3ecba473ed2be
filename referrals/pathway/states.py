"""States of journeys and steps and the moves between them, as data. The database's triggers are made from the same tables."""

from __future__ import annotations

from django.db import models


class StepState(models.TextChoices):
    BLOCKED = "blocked", "Not yet"
    READY = "ready", "Ready"
    IN_PROGRESS = "in_progress", "Being done"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class JourneyState(models.TextChoices):
    ACTIVE = "active", "Under way"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    ENDED = "ended", "Ended early"


OPEN = frozenset({StepState.BLOCKED, StepState.READY, StepState.IN_PROGRESS})
SETTLED = frozenset({StepState.DONE, StepState.SKIPPED})
RUNNING = frozenset({JourneyState.ACTIVE, JourneyState.PAUSED})

# verb: (from, to). `plan` is what replanning itself does.
STEP_MOVES: dict[str, tuple[frozenset[StepState], StepState]] = {
    "open": (frozenset({StepState.BLOCKED}), StepState.READY),
    "close_again": (frozenset({StepState.READY}), StepState.BLOCKED),
    "hold": (frozenset({StepState.IN_PROGRESS}), StepState.BLOCKED),
    "claim": (frozenset({StepState.READY}), StepState.IN_PROGRESS),
    "release": (frozenset({StepState.IN_PROGRESS}), StepState.READY),
    "complete": (frozenset({StepState.READY, StepState.IN_PROGRESS}), StepState.DONE),
    "complete_by_loop": (frozenset({StepState.BLOCKED}), StepState.DONE),
    "skip": (OPEN, StepState.SKIPPED),
    "fail": (frozenset({StepState.READY, StepState.IN_PROGRESS}), StepState.FAILED),
    "retry": (frozenset({StepState.FAILED}), StepState.READY),
    "reopen": (frozenset({StepState.DONE, StepState.SKIPPED}), StepState.READY),
    "cancel": (OPEN | {StepState.FAILED}, StepState.CANCELLED),
    "revive": (frozenset({StepState.CANCELLED}), StepState.BLOCKED),
}
STEP_PAIRS = sorted({(str(source), str(target)) for sources, target in STEP_MOVES.values() for source in sources})
STEP_INITIAL = sorted(str(state) for state in (StepState.BLOCKED, StepState.READY, StepState.DONE, StepState.SKIPPED))

JOURNEY_PAIRS = sorted(
    (str(source), str(target))
    for source, target in (
        (JourneyState.ACTIVE, JourneyState.PAUSED),
        (JourneyState.PAUSED, JourneyState.ACTIVE),
        (JourneyState.ACTIVE, JourneyState.COMPLETED),
        (JourneyState.ACTIVE, JourneyState.ENDED),
        (JourneyState.PAUSED, JourneyState.ENDED),
        (JourneyState.ENDED, JourneyState.ACTIVE),
    )
)
JOURNEY_INITIAL = [str(JourneyState.ACTIVE)]
