"""Exposure over all lines in words: triple-class, penta-drug, refractory to them; what counts, what is lacking, what could not be read.

Room: patients.pages. The counting is in `patients.clinical.exposure`; this takes drugs that are loaded already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from carecoord.ui.parts import Fact
from patients.clinical.drugs import DrugClass
from patients.clinical.exposure import Given, Set, Standing, over_all, recognized, standing
from patients.models import DrugClass as Kept
from patients.models import LineDrug, Refractory

NO_DRUG = (Kept.TRANSPLANT, Kept.RADIATION)  # treatments of a line, in no set of drugs
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
    is_whole: bool


def exposure(numbers: Sequence[int], drugs: Sequence[LineDrug]) -> Exposure:
    """From the numbers of the standing lines and their drugs."""
    told = [(drug.name, TOLD[Refractory(drug.refractory)]) for drug in drugs]
    unread = sorted({drug.name for drug in drugs if recognized(drug.name) is None and drug.drug_class not in NO_DRUG})
    whole = not unread and is_whole(numbers, {drug.line_id for drug in drugs})
    return Exposure({one: standing(told, one, is_whole=whole) for one in Set}, over_all(told), tuple(unread), whole)


def is_whole(numbers: Sequence[int], with_drugs: Collection[object]) -> bool:
    """Every line from the first, each with its drugs: else one more may have been given."""
    return bool(numbers) and sorted(numbers) == list(range(1, len(numbers) + 1)) and len(with_drugs) == len(numbers)


def in_words(found: Exposure) -> tuple[Fact, ...]:
    """Two rows a set; one more where a name could not be read."""
    rows = [fact for kind, words in SETS.items() for fact in of_set(words, found.sets[kind], found.given)]
    if found.unread:
        rows.append(Fact("Not counted", ", ".join(found.unread), "no drug of the list in these names"))
    elif found.given and not found.is_whole:
        rows.append(Fact("Not whole", "A line, or the drugs of one, is missing", "so what is not here may have been given"))
    return tuple(rows)


def of_set(words: str, one: Standing, given: tuple[Given, ...]) -> Iterable[Fact]:
    lacks = ", ".join(f"no {'second ' if number == 1 and had(given, kind) else ''}{LACKS[kind]}" for kind, number in one.lacking.items())
    why = ", ".join(one.drugs) if one.exposed else f"{lacks} in the lines" if given else ""
    yield Fact(f"{words} exposed", ANSWERS[one.exposed], why)
    failed = [drug.ingredient for drug in given if drug.ingredient in one.drugs and drug.is_refractory]
    unsaid = [drug.ingredient for drug in given if drug.ingredient in one.drugs and drug.is_refractory is None]
    more = f"not answered: {', '.join(unsaid)}" if one.refractory is None and unsaid else f"failed: {', '.join(failed)}" if failed else ""
    yield Fact(f"{words} refractory", ANSWERS[one.refractory], more)


def had(given: tuple[Given, ...], kind: DrugClass) -> bool:
    return any(one.kind is kind for one in given)
