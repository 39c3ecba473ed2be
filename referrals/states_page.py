"""docs/states.md, generated from the table of moves: `manage.py states_page --write`. A test holds the file to the table."""

from __future__ import annotations

from collections.abc import Iterator

from referrals.permissions import OF_VERB
from referrals.states import MOVES, SERVICE_LEVELS, STAGES, Side

HEAD = """# Stages and moves of a referral

Generated from `referrals/states.py` by `manage.py states_page --write`; do not edit by hand. A clinician can check this page.
"""


def text() -> str:
    return "\n".join([HEAD, *stages(), "", *moves(), "", *levels(), ""])


def stages() -> Iterator[str]:
    yield "## Stages\n"
    yield "| Stage | Word | Who holds the ball | Next act | FHIR Task | BSeR |"
    yield "|---|---|---|---|---|---|"
    for stage, facts in STAGES.items():
        yield f"| `{stage}` | {stage.label} | {facts.ball.label} | {facts.act} | {facts.fhir_task} | {facts.bser} |"


def moves() -> Iterator[str]:
    yield "## Moves\n"
    yield "| Verb | From | To | Who | Permission | Needs |"
    yield "|---|---|---|---|---|---|"
    for move in MOVES:
        sources = ", ".join(f"`{stage}`" for stage in sorted(move.sources))
        who = " or ".join(sorted(Side(side).label for side in move.by))
        needs = ", ".join([*(["a coded reason"] if move.reasons else []), *move.needs])
        yield f"| {move.verb} | {sources} | `{move.target}` | {who} | {OF_VERB[move.verb]} | {needs} |"


def levels() -> Iterator[str]:
    yield "## Service levels (working days)\n"
    yield "Defaults; a partnership may override each.\n"
    yield "| Step | Routine | Urgent |"
    yield "|---|---|---|"
    for ladder, (routine, urgent) in SERVICE_LEVELS.items():
        yield f"| {ladder.replace('_', ' ')} | {routine} | {urgent} |"
