"""The shape of one line of the matrix, and how a line names the place that tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carecoord.notifications import Kind
from referrals.pathway.protocol import Owner


class Column(StrEnum):
    PRACTICE = "The practice"
    COORDINATORS = "The center's coordinators"
    PHYSICIANS = "The center's physicians"
    HOME = "Patient and caregivers"
    SUPPORT = "Finance and social work"
    OTHERS = "Others"  # privacy officers, organization admins, whoever is meant


ROLES: dict[Column, frozenset[Owner]] = {
    Column.PRACTICE: frozenset({Owner.RO, Owner.RC}),
    Column.COORDINATORS: frozenset({Owner.CTC}),
    Column.PHYSICIANS: frozenset({Owner.CTP}),
    Column.HOME: frozenset({Owner.PT, Owner.CG}),
    Column.SUPPORT: frozenset({Owner.FIN, Owner.SW}),
    Column.OTHERS: frozenset(Owner) - {Owner.RO, Owner.RC, Owner.CTC, Owner.CTP, Owner.PT, Owner.CG, Owner.FIN, Owner.SW},
}


class Place(StrEnum):
    """What tells: a move of the loop, a ladder, a step of the protocol (its reminders, being done, its flags), a failure, a function."""

    MOVE = "move"
    LADDER = "ladder"
    STEP = "step"
    DONE = "done"
    FLAG = "flag"
    BRANCH = "branch"
    CALL = "call"


@dataclass(frozen=True)
class Tells:
    """`by` is `place:name`, such as `move:accept`, `ladder:loop.triage`, `step:stop_drugs`, `call:module:function`."""

    to: Column
    kind: Kind
    by: str
    when: str = "at once"

    @property
    def place(self) -> Place:
        return Place(self.by.split(":")[0])

    @property
    def name(self) -> str:
        return self.by.split(":", 1)[1]


class Stops(StrEnum):
    """What ends a notice that has not gone out, besides a death, the end of access, and its recipient's own choice."""

    READ = "it was read"
    STAGE = "the referral has left that stage"
    DONE = "the step is done, or has another day"
    JOURNEY = "the plan has ended"
    DATE = "another date, or the day itself"
    STANDS = "nothing: it stays true"


@dataclass(frozen=True)
class Line:
    """One event. `silent` says of columns that stay empty why, where somebody might look for them."""

    event: str
    tells: tuple[Tells, ...]
    stops: Stops
    silent: str = ""
