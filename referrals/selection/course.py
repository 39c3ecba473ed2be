"""Facts from the course of treatment: lines, exposure and refractoriness by class. Pure; having had a drug is not being refractory to it.

Room: referrals.selection. "No" needs a whole list of drugs: every line from the first, each with drugs of known classes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from patients.clinical import drugs as known
from patients.clinical.drugs import DrugClass as Kind
from patients.clinical.exposure import recognized
from patients.clinical.regimens import ASIDE, BETWEEN, BY_LETTERS, plain
from patients.clinical.tristate import all_of, any_of
from referrals.selection.criteria import Fact
from referrals.selection.record import Drug, Line, Record

# The class a record keeps, for drugs whose name the tools don't know.
OF_RECORD: Final[Mapping[str, Kind | None]] = {
    "proteasome_inhibitor": Kind.PROTEASOME_INHIBITOR, "imid": Kind.IMMUNOMODULATORY, "anti_cd38": Kind.ANTI_CD38,
    "slamf7": Kind.ANTI_SLAMF7, "alkylator": Kind.ALKYLATOR, "steroid": Kind.CORTICOSTEROID, "anthracycline": Kind.ANTHRACYCLINE,
    "xpo1": Kind.XPO1_INHIBITOR, "bcl2": Kind.BCL2_INHIBITOR, "hdac": Kind.HDAC_INHIBITOR, "bcma_adc": Kind.ADC_BCMA,
    "bcma_bispecific": Kind.BISPECIFIC_BCMA, "gprc5d_bispecific": Kind.BISPECIFIC_GPRC5D, "bcma_cart": Kind.CART_BCMA,
}  # fmt: skip  # a table: one row a line
NEITHER: Final = frozenset({"transplant", "radiation"})  # treatments of a line that are no drug
BCMA: Final = (Kind.BISPECIFIC_BCMA, Kind.ADC_BCMA, Kind.CART_BCMA)
CLASSES: Final = (Kind.PROTEASOME_INHIBITOR, Kind.IMMUNOMODULATORY, Kind.ANTI_CD38)
SAID: Final = {"yes": True, "no": False}
LENALIDOMIDE: Final = "lenalidomide"


def ingredient(drug: Drug) -> tuple[str, Kind | None]:
    """The ingredient and class: by the name where it is known, else by the class of the record."""
    return ingredient_named(drug.name, drug.drug_class)


@lru_cache(maxsize=4_096)
def ingredient_named(name: str, drug_class: str) -> tuple[str, Kind | None]:
    """Kept: many patients had the same few drugs."""
    return recognized(name) or (name.casefold(), OF_RECORD.get(drug_class))


@lru_cache(maxsize=4_096)
def of_letters(regimen: str) -> tuple[Drug, ...]:
    """The drugs that a regimen's letters name, such as VRd within "VRd, then lenalidomide"; whether refractory is not known by them."""
    parts = BETWEEN.split(ASIDE.sub(" ", regimen))
    return tuple(Drug(name, "", "unknown") for name in dict.fromkeys(name for part in parts for name in BY_LETTERS.get(plain(part), ())))


def drugs_of(line: Line) -> tuple[Drug, ...]:
    """Those listed, and those that the letters name and the list leaves out."""
    listed = {ingredient(drug)[0] for drug in line.drugs}
    return (*line.drugs, *(drug for drug in of_letters(line.regimen) if drug.name not in listed))


def given(record: Record) -> list[tuple[str, Drug]]:
    """(where it stands, drug): of the lines, and of the medicines against the disease."""
    of_lines = [(f"line {line.number}", drug) for line in record.lines for drug in drugs_of(line)]
    return of_lines + [("medicines", drug) for drug in record.medicines if ingredient(drug)[1]]


def is_whole(lines: list[Line]) -> bool:
    """Every line from the first, each with its drugs, and every drug's class known: only then does "none of these" say no."""
    numbers = sorted(line.number for line in lines)
    if not lines or numbers != list(range(1, len(numbers) + 1)):
        return False
    return all(drugs_of(line) and all(ingredient(drug)[1] or drug.drug_class in NEITHER for drug in line.drugs) for line in lines)


def of_classes(record: Record, kinds: Collection[Kind]) -> list[tuple[str, Drug]]:
    return [(where, drug) for where, drug in given(record) if ingredient(drug)[1] in kinds]


def exposed(record: Record, kinds: Collection[Kind]) -> bool | None:
    if of_classes(record, kinds):
        return True
    return False if is_whole(record.lines) else None


def newest(record: Record) -> date | None:
    """The last day the lines speak of."""
    return max((day for line in record.lines for day in (line.started_on, line.stopped_on) if day), default=None)


def fact(record: Record, answer: bool | None, source: str = "lines of therapy") -> Fact | None:
    return None if answer is None else Fact(answer, newest(record), source)


def was_exposed(*kinds: Kind) -> Callable[[Record], Fact | None]:
    def reader(record: Record) -> Fact | None:
        names = "; ".join(dict.fromkeys(f"{drug.name}, {where}" for where, drug in of_classes(record, kinds)))
        return fact(record, exposed(record, kinds), names or "lines of therapy")

    return reader


def refractory(record: Record, kinds: Collection[Kind], name: str = "") -> bool | None:
    """Yes if to one drug of the class, no if to none of those given and the list is whole; never given is not refractory."""
    said = [SAID.get(drug.refractory) for _, drug in of_classes(record, kinds) if not name or ingredient(drug)[0] == name]
    return any_of(*said, False if is_whole(record.lines) else None)


def was_refractory(*kinds: Kind, name: str = "") -> Callable[[Record], Fact | None]:
    return lambda record: fact(record, refractory(record, kinds, name), "refractoriness of each drug")


def prior_lines(record: Record) -> Fact | None:
    """The number of the last line: a gap in the list is a line that was given and not entered."""
    if not record.lines:
        return None
    return Fact(Decimal(max(line.number for line in record.lines)), newest(record), "lines of therapy")


def triple_class(record: Record) -> Fact | None:
    return fact(record, all_of(*(exposed(record, (kind,)) for kind in CLASSES)))


def triple_refractory(record: Record) -> Fact | None:
    return fact(record, all_of(*(refractory(record, (kind,)) for kind in CLASSES)), "refractoriness of each drug")


def penta_drug(record: Record) -> Fact | None:
    """Two proteasome inhibitors, two immunomodulators and an anti-CD38 antibody, by ingredient."""
    drugs = {ingredient(drug) for _, drug in given(record)}
    enough = all(sum(kind is wanted for _, kind in drugs) >= least for wanted, least in known.PENTA.items())
    return fact(record, True if enough else False if is_whole(record.lines) else None)


def last_line(record: Record) -> Fact | None:
    """Refractory to any drug of the newest line; no only if to none of them."""
    line = max(record.lines, key=lambda one: one.number, default=None)
    if line is None or not drugs_of(line):
        return None
    return fact(record, any_of(*(SAID.get(drug.refractory) for drug in drugs_of(line))), f"line {line.number}")


def autologous(record: Record) -> Fact | None:
    days = [line.transplant_on for line in record.lines if line.transplant_on]
    return Fact(True, max(days), "lines of therapy") if days else None


COURSE: Final[Mapping[str, Callable[[Record], Fact | None]]] = {
    "prior_lines": prior_lines,
    "exposed_pi": was_exposed(Kind.PROTEASOME_INHIBITOR),
    "exposed_imid": was_exposed(Kind.IMMUNOMODULATORY),
    "exposed_anti_cd38": was_exposed(Kind.ANTI_CD38),
    "exposed_alkylator": was_exposed(Kind.ALKYLATOR),
    "prior_bcma": was_exposed(*BCMA),
    "prior_gprc5d": was_exposed(Kind.BISPECIFIC_GPRC5D),
    "prior_cart": was_exposed(Kind.CART_BCMA),
    "triple_class_exposed": triple_class,
    "penta_drug_exposed": penta_drug,
    "prior_autologous_hct": autologous,
    "refractory_pi": was_refractory(Kind.PROTEASOME_INHIBITOR),
    "refractory_imid": was_refractory(Kind.IMMUNOMODULATORY),
    "refractory_anti_cd38": was_refractory(Kind.ANTI_CD38),
    "refractory_lenalidomide": was_refractory(Kind.IMMUNOMODULATORY, name=LENALIDOMIDE),
    "triple_class_refractory": triple_refractory,
    "refractory_last_line": last_line,
}
