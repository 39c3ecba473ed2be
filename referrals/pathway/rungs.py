"""A protocol's reminders as ladders of the usual shape, with two last rungs of the house: the role at the same site, then who leads.

Room: referrals.pathway. Staff are told when their site opens: up to the due day on the working day before a closed one, afterwards on
the next. What goes home is told at eight in the morning on any day. Steps whose list of reminders is empty on purpose stay silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from carecoord.accounts.hours import Hours, morning
from carecoord.notifications import Kind, wallclock
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.pathway.compiled import compiled
from referrals.pathway.dates import shift, working_days_after
from referrals.pathway.protocol import Owner, Protocol, Reminder, Step, Unit
from referrals.pathway.tasks import TASKS
from referrals.pathway.whom import AT_HOME

MORNING: Final = time(8, 0)
LAST: Final = ((Who.ROLE, 2), (Who.LEAD, 5))  # working days after the protocol's last rung, or after the due day
UNITS: Final = {Unit.DAY: "day", Unit.WEEK: "week", Unit.MONTH: "month", Unit.YEAR: "year", Unit.BUSINESS_DAY: "working day"}
STARTS: Final = "the day the step is due"


@lru_cache(maxsize=64)
def ladders_of(version_id: int, sha256: str) -> dict[str, Ladder]:
    """By step, of one version of a protocol."""
    protocol = compiled(version_id, sha256)
    return {step.code: ladder_of(protocol, step) for step in (*protocol.steps, *TASKS)}


def ladder_of(protocol: Protocol, step: Step) -> Ladder:
    own = [Rung(n, words(step, one), kind_of(one), says=says(one)) for n, one in enumerate(step.remind, 1)]
    house = [
        Rung(len(own) + n, (who,), Kind.PATHWAY_STEP_LATE, says=f"{days} working days after the last of these")
        for n, (who, days) in enumerate(LAST, 1)
    ]
    return Ladder(
        code=f"{protocol.code}.{step.code}",
        title=step.title,
        starts=STARTS,
        rungs=(*own, *house) if own else (),
        since_on=protocol.effective_on,
        owner_hears=False,
        source=step.source,
        approval=f"with version {protocol.version} of the protocol",
    )


def words(step: Step, one: Reminder) -> tuple[str, ...]:
    """Those at home by their role: they have a page and words of their own."""
    return tuple(str(step.owner) if word == Who.OWNER and step.owner in AT_HOME else word for word in one.to)


def kind_of(one: Reminder) -> Kind:
    return Kind.PATHWAY_STEP_LATE if one.days > 0 else Kind.PATHWAY_STEP_DUE


def says(one: Reminder) -> str:
    if not one.days:
        return "on the day"
    count = abs(one.days)
    return f"{count} {UNITS[one.unit]}{'' if count == 1 else 's'} {'before' if one.days < 0 else 'later'}"


def day_of(due_on: date, step: Step, number: int) -> date:
    """The day a rung names, before it is moved to one on which the site is open."""
    if number <= len(step.remind):
        one = step.remind[number - 1]
        return shift(due_on, one.days, one.unit)
    last = max([due_on, *[shift(due_on, one.days, one.unit) for one in step.remind]])
    return working_days_after(last, LAST[number - len(step.remind) - 1][1])


def at_work(due_on: date, step: Step, number: int, hours: Hours) -> datetime:
    day = day_of(due_on, step, number)
    return morning(hours, day, early=day <= due_on)


def at_home(due_on: date, step: Step, number: int, zone: str) -> datetime:
    return wallclock.on_day(day_of(due_on, step, number), MORNING, zone)


def for_words(ladder: Ladder, allowed: Collection[str]) -> Iterator[Rung]:
    """The rungs that are for any of these, and for no others; numbers stay."""
    for rung in ladder.rungs:
        if kept := tuple(word for word in rung.to if word in allowed):
            yield Rung(rung.number, kept, rung.kind, rung.wait, rung.at, says=rung.says)


HOME_WORDS: Final = frozenset(str(one) for one in AT_HOME)
STAFF_WORDS: Final = frozenset(str(one) for one in Owner) - HOME_WORDS
