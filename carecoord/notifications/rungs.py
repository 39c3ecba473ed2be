"""Ladders as data: whom to tell when something is due and nobody has done it. One shape for every room.

Room: notifications. Each app declares its ladders here and says in its `due` module what hangs on them; `climbing` does the rest. A ladder
has a date from which it holds, and where it is clinical a source and who approved it: the page and docs/ladders.md list them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from carecoord.accounts.hours import NOW, Wait
from carecoord.accounts.models import Role
from carecoord.notifications.kinds import Kind


class Who(StrEnum):
    """Whom a rung is for. Protocols name roles of their own instead."""

    OWNER = "owner"
    ROLE = "role"  # those of the ladder's roles at the same site
    LEAD = "lead"


DESK = (Role.COORDINATOR, Role.NURSE)
LEADS = (Role.CLINICIAN,)


@dataclass(frozen=True)
class Rung:
    """`wait` is working time of the recipients' site after the start. `at`: a wall time on the day instead, for ladders at any hour."""

    number: int
    to: tuple[str, ...]
    kind: Kind
    wait: Wait = NOW
    at: time | None = None
    otherwise: tuple[str, ...] = ()  # when nobody stands behind `to`, before it falls to the next rung
    says: str = ""  # its time in words, where neither `wait` nor `at` says it

    @property
    def when(self) -> str:
        """Its time in words, for the page and for docs."""
        if self.says:
            return self.says
        if self.at is not None:
            return f"at {self.at:%H:%M} that day"
        counted = [(abs(self.wait.days), "day"), (self.wait.hours, "hour")]
        parts = [f"{count} working {word}{'' if count == 1 else 's'}" for count, word in counted if count]
        return f"{' and '.join(parts)} {'before' if self.wait.days < 0 else 'later'}" if parts else "at once"


@dataclass(frozen=True)
class Ladder:
    """`starts` says in words what the rungs count from. A rung without anybody falls to the next one."""

    code: str
    title: str
    starts: str
    rungs: tuple[Rung, ...]
    since_on: date
    until_on: date | None = None
    role: tuple[Role, ...] = DESK
    lead: tuple[Role, ...] = LEADS
    owner_hears: bool = True  # of every rung
    any_hour: bool = False  # urgent enough for a night or a Sunday
    source: str = ""
    approval: str = ""

    @property
    def is_clinical(self) -> bool:
        return bool(self.source)

    def holds(self, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)


DECLARED: dict[str, tuple[Ladder, ...]] = {}


def declare(*versions: Ladder) -> None:
    """All versions of one ladder, the oldest first; declaring a code again replaces it."""
    (code,) = {one.code for one in versions}
    DECLARED[code] = versions


def in_force(code: str, on: date) -> Ladder:
    """The version that holds on that day; before the first version, the first."""
    versions = DECLARED[code]
    return next((one for one in reversed(versions) if one.holds(on)), versions[0])


def everything() -> list[Ladder]:
    """Every version of every ladder, for the page and for docs."""
    return [one for versions in DECLARED.values() for one in versions]
