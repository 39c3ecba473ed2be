"""Red flags: what a center must know before anything else, by fact, each with what is usually thought about it. Data only.

Room: referrals.selection. They ask for thought, not for a no; limits are rule sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from referrals.selection.criteria import Fact


@dataclass(frozen=True, slots=True)
class Flag:
    """`fact` said yes; None while nobody has looked."""

    key: str
    words: str
    advice: str
    fact: Fact | None = None


TABLE: Final = (
    Flag("prior_bcma", "Had a BCMA-directed agent", "Outcomes are worse after one; think about sequence and timing."),
    Flag("fast_progression", "Progressing fast", "Plan bridging, or another therapy first, before cells are collected."),
    Flag("active_infection", "Active infection", "Treat it first; look again before collection and before chemotherapy."),
    Flag("cns_involvement", "Myeloma of the nervous system", "Trials left it out; talk to the center before anything is planned."),
    Flag("plasma_cell_leukemia", "Plasma cell leukemia", "Trials left it out; time matters."),
    Flag("extramedullary", "Extramedullary disease", "More relapses early on; imaging close to collection helps."),
    Flag("parkinsonism", "Parkinsonism or the like", "Movement toxicity is a known late effect of cilta-cel."),
)


def raised(facts: Mapping[str, Fact | None]) -> list[Flag]:
    """Those that are known to be so."""
    found = [(flag, facts.get(flag.key)) for flag in TABLE]
    return [Flag(flag.key, flag.words, flag.advice, fact) for flag, fact in found if fact is not None and fact.value is True]
