"""Steps beside the protocol: tasks that people ask for, which no file names. They are done, skipped and told of like every other.

Room: referrals.pathway. What asks for them lives in a room of its own (`meetings`).
"""

from __future__ import annotations

from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Owner, Protocol, Reminder, Site, Step, Unit

MEETING_ACTION = Step(
    code="meeting_action",
    title="Asked for by the selection meeting",
    phase=BRANCH,
    owner=Owner.CTC,
    site=Site.CENTER,
    due=(),
    remind=(Reminder(0, Unit.DAY, ("owner",)), Reminder(1, Unit.BUSINESS_DAY, ("owner",))),
    source="",
)
TASKS = (MEETING_ACTION,)


def title_of(protocol: Protocol, code: str) -> str:
    """What a step is called: the protocol's words, or the task's."""
    return next((one.title for one in (*protocol.steps, *TASKS) if one.code == code), code.replace("_", " ").capitalize())
