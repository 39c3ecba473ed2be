"""Exposure over all lines in words: triple-class, penta-drug, refractory to them; what counts, what is lacking, what could not be read.

Room: patients.pages. The counting is in `patients.clinical.exposure`; this takes drugs that are loaded already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carecoord.ui.parts import Fact
from patients.clinical.drugs import DrugClass
from patients.clinical.exposure import Given, Set, Standing, over_all, recognized, standing
from patients.models import LineDrug, Refractory

TOLD = {Refractory.YES: True, Refractory.NO: False, Refractory.UNKNOWN: None}
ANSWERS = {True: "Yes", False: "No", None: "Not known"}
SETS = {Set.TRIPLE_CLASS: "Triple-class", Set.PENTA_DRUG: "Penta-drug"}
LACKS = {
    DrugClass.PROTEASOME_INHIBITOR: "proteasome inhibitor",
    DrugClass.IMMUNOMODULATORY: "immunomodulator",
    DrugClass.ANTI_CD38: "anti-CD38 antibody",
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """Of one person: each set, each ingredient, and names that no ingredient was found in."""

    sets: Mapping[Set, Standing]
    given: tuple[Given, ...]
    unread: tuple[str, ...]


def exposure(drugs: Iterable[LineDrug]) -> Exposure:
    told = [(drug.name, TOLD[Refractory(drug.refractory)]) for drug in drugs]
    unread = sorted({name for name, _ in told if recognized(name) is None})
    return Exposure({one: standing(told, one) for one in Set}, over_all(told), tuple(unread))


def in_words(found: Exposure) -> tuple[Fact, ...]:
    """Two rows a set; one more where a name could not be read."""
    rows = [fact for kind, words in SETS.items() for fact in of_set(words, found.sets[kind], found.given)]
    if found.unread:
        rows.append(Fact("Not counted", ", ".join(found.unread), "no drug of the list in these names"))
    return tuple(rows)


def of_set(words: str, one: Standing, given: tuple[Given, ...]) -> Iterable[Fact]:
    lacking = ", ".join(f"no {'second ' if number == 1 and had(given, kind) else ''}{LACKS[kind]}" for kind, number in one.lacking.items())
    yield Fact(f"{words} exposed", ANSWERS[one.exposed], ", ".join(one.drugs) if one.exposed else lacking if given else "")
    failed = [drug.ingredient for drug in given if drug.ingredient in one.drugs and drug.is_refractory]
    unsaid = [drug.ingredient for drug in given if drug.ingredient in one.drugs and drug.is_refractory is None]
    more = f"not answered: {', '.join(unsaid)}" if one.refractory is None and unsaid else ", ".join(failed)
    yield Fact(f"{words} refractory", ANSWERS[one.refractory], more)


def had(given: tuple[Given, ...], kind: DrugClass) -> bool:
    return any(one.kind is kind for one in given)
