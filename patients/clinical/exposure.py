"""Triple-class and penta-drug: to which drugs a person was exposed, and to which the disease is refractory, over all lines.

Room: patients.clinical. Having had a drug and being refractory to it are two questions; not known is an answer of its own in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from patients.clinical.drugs import BY_NAME, PENTA, TRIPLE, DrugClass
from patients.clinical.spelling import one_space
from patients.clinical.tristate import any_of

SOURCE: Final = "Gandhi UH et al. (MAMMOTH). Leukemia 2019;33:2266-2275."
LONGEST_FIRST: Final = tuple(sorted(BY_NAME, key=len, reverse=True))


class Set(StrEnum):
    """A set of drugs that labels, trials and reports name as one."""

    TRIPLE_CLASS = "triple_class"
    PENTA_DRUG = "penta_drug"


LEAST: Final[Mapping[Set, Mapping[DrugClass, int]]] = MappingProxyType({Set.TRIPLE_CLASS: TRIPLE, Set.PENTA_DRUG: PENTA})


@dataclass(frozen=True, slots=True)
class Given:
    """One ingredient over all lines; `is_refractory` is None where no line says."""

    ingredient: str
    kind: DrugClass
    is_refractory: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One set: exposed, refractory, the drugs that count and how many more of which class it takes."""

    exposed: bool | None
    refractory: bool | None
    drugs: tuple[str, ...]
    lacking: Mapping[DrugClass, int]


def recognized(text: str) -> tuple[str, DrugClass] | None:
    """Ingredient and class of a name as it stands in a record: `Velcade 3.5 mg` too. None where no known name is in it."""
    asked = one_space(text)
    if asked in BY_NAME:
        return BY_NAME[asked]
    padded = f" {asked} ".replace(",", " ").replace("/", " ").replace("(", " ").replace(")", " ")
    return next((BY_NAME[name] for name in LONGEST_FIRST if f" {name} " in padded), None)


def over_all(drugs: Iterable[tuple[str, bool | None]]) -> tuple[Given, ...]:
    """Each ingredient once, whatever brand it was given as; refractory in one line is refractory."""
    kinds: dict[str, DrugClass] = {}
    said: dict[str, list[bool | None]] = {}
    for name, is_refractory in drugs:
        found = recognized(name)
        if found is not None:
            kinds[found[0]] = found[1]
            said.setdefault(found[0], []).append(is_refractory)
    return tuple(Given(ingredient, kinds[ingredient], any_of(*said[ingredient])) for ingredient in sorted(kinds))


def standing(drugs: Iterable[tuple[str, bool | None]], wanted: Set, *, is_whole: bool) -> Standing:
    """`is_whole` says that every drug of every line is recorded: only then does what is not among them say no."""
    given = over_all(drugs)
    least = LEAST[wanted]
    counting = tuple(one for one in given if one.kind in least)
    lacking = {kind: number - had for kind, number in least.items() if (had := sum(one.kind is kind for one in counting)) < number}
    no = False if is_whole else None
    return Standing(
        exposed=no if lacking else True,
        refractory=refractory_to(counting, least, no),
        drugs=tuple(one.ingredient for one in counting),
        lacking=lacking,
    )


def refractory_to(drugs: tuple[Given, ...], least: Mapping[DrugClass, int], no: bool | None) -> bool | None:
    """Yes when enough of each class failed; `no` when of one class too few can have; else not known."""
    sure = all(sum(one.kind is kind and one.is_refractory is True for one in drugs) >= number for kind, number in least.items())
    possible = all(sum(one.kind is kind and one.is_refractory is not False for one in drugs) >= number for kind, number in least.items())
    return True if sure else None if possible else no
