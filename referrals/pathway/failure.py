"""The shape of a failure branch in a protocol: how it opens, what it does, in which ways it is resolved. Frozen values.

Room: referrals.pathway; the failures' part of `protocol`, which names all of this too.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.pathway.kinds import Act


@dataclass(frozen=True, slots=True)
class BranchAct:
    act: Act
    value: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to resolve a failure branch, and what follows from it."""

    code: str
    words: str
    acts: tuple[BranchAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """The branch resolves itself, by `way`, when its task `step` is done with the answer `when`; not before it was open for `days`."""

    step: str
    when: str  # "outcome=nothing_comes"
    way: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A failure as normal flow: F01 to F31. `reasons` are (code, words); `acts` are done when it is opened.

    `from_steps` is empty where it can happen at any step. `asks`: words that whoever opens it must answer, such as where to.
    """

    code: str
    title: str
    reasons: tuple[tuple[str, str], ...]
    acts: tuple[BranchAct, ...]
    from_steps: tuple[str, ...] = ()
    choices: tuple[Way, ...] = ()
    is_urgent: bool = False
    source: str = ""
    asks: str = ""
    closes: Closing | None = None
