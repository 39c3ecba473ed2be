"""Whether to refer now: both labels criterion by criterion, and the reasons of the guidance. Pure; blank is never taken for no.

Room: referrals.refer_now. Labels are those of `patients.clinical`; the other reasons are dated data beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from patients.clinical.drugs import BY_NAME, DrugClass
from patients.clinical.labels import LabelInputs, Product, Verdict, fda_label, items_of, label_on

FILE = Path(__file__).parent / "guidance-1.yaml"
BCMA = (DrugClass.CART_BCMA, DrugClass.BISPECIFIC_BCMA, DrugClass.ADC_BCMA)
NAMES = {Product.CILTA_CEL: "Carvykti (cilta-cel)", Product.IDE_CEL: "Abecma (ide-cel)"}


class Says(StrEnum):
    """From the strongest: what a reason speaks for."""

    NOW = "now"
    HEADS_UP = "heads_up"
    TALK = "talk"


class Outcome(StrEnum):
    NOW = "now"
    HEADS_UP = "heads_up"
    ASK = "ask"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Told:
    """What the practice says. None is "not answered". `drugs` are ingredients; `is_complete` says that nothing else was given."""

    age: int | None = None
    prior_lines: int | None = None
    drugs: tuple[str, ...] = ()
    is_complete: bool | None = None
    refractory_lenalidomide: bool | None = None
    early_relapse: bool | None = None
    fast: bool | None = None
    infection: bool | None = None
    ecog: int | None = None
    planned: tuple[str, ...] = ()

    def had(self, *kinds: DrugClass) -> tuple[str, ...]:
        return tuple(drug for drug in self.drugs if BY_NAME[drug][1] in kinds)

    def exposed(self, kind: DrugClass) -> bool | None:
        """A drug that is not listed was not given only where the list is said to be whole."""
        return True if self.had(kind) else False if self.is_complete else None


@dataclass(frozen=True, slots=True)
class Criterion:
    words: str
    met: bool | None
    used: str
    change: str


@dataclass(frozen=True, slots=True)
class OfLabel:
    product: Product
    name: str
    result: Verdict
    source: str
    effective_on: date
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    says: Says
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    outcome: Outcome
    labels: tuple[OfLabel, ...]
    reasons: tuple[Reason, ...]
    guidance: Guidance
    missing: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Guidance:
    """The reasons of one dated file."""

    version: str
    effective_on: date
    approval: str
    source: str
    reasons: Mapping[str, Reason]
    age_to_assess: int
    ecog_to_discuss: int


@cache
def guidance() -> Guidance:
    raw = yaml.safe_load(FILE.read_text())
    reasons = {one["key"]: Reason(one["key"], Says(one["says"]), one["words"]) for one in raw.pop("reasons")}
    return Guidance(reasons=reasons, **raw)


def judge(told: Told) -> Judged:
    labels = tuple(of_label(told, product) for product in NAMES)
    reasons = tuple(reasons_of(told, labels))
    missing = tuple(dict.fromkeys(one.change for label in labels for one in label.criteria if one.met is None))
    return Judged(outcome_of(labels, reasons), labels, reasons, guidance(), missing)


def outcome_of(labels: tuple[OfLabel, ...], reasons: tuple[Reason, ...]) -> Outcome:
    """A label that is met, or a reason that cannot wait, is a referral now; a lesser one a heads-up; else what is missing decides."""
    says = {reason.says for reason in reasons}
    results = {label.result for label in labels}
    if Verdict.MET in results or Says.NOW in says:
        return Outcome.NOW
    if Says.HEADS_UP in says:
        return Outcome.HEADS_UP
    return Outcome.ASK if Verdict.INDETERMINATE in results else Outcome.NOT_YET


def inputs_of(told: Told, product: Product) -> LabelInputs:
    return LabelInputs(
        product=product,
        age=told.age,  # type: ignore[arg-type]  # checked and converted on the way in
        prior_lines=told.prior_lines,
        exposed_pi=told.exposed(DrugClass.PROTEASOME_INHIBITOR),
        exposed_imid=told.exposed(DrugClass.IMMUNOMODULATORY),
        exposed_anti_cd38=told.exposed(DrugClass.ANTI_CD38),
        refractory_lenalidomide=refractory(told),
    )


def refractory(told: Told) -> bool | None:
    """Nobody is refractory to what they never had."""
    if told.refractory_lenalidomide is None and told.is_complete and "lenalidomide" not in told.drugs:
        return False
    return told.refractory_lenalidomide


def of_label(told: Told, product: Product) -> OfLabel:
    label, inputs = label_on(product), inputs_of(told, product)
    criteria = tuple(criterion(told, key, met) for key, met in items_of(inputs, label).items())
    return OfLabel(product, NAMES[product], fda_label(inputs).result, label.source, label.effective_on, criteria)


EXPOSED = {
    "exposed_pi": ("Had a proteasome inhibitor", DrugClass.PROTEASOME_INHIBITOR),
    "exposed_imid": ("Had an immunomodulator", DrugClass.IMMUNOMODULATORY),
    "exposed_anti_cd38": ("Had an anti-CD38 antibody", DrugClass.ANTI_CD38),
}


def criterion(told: Told, key: str, met: bool | None) -> Criterion:
    """One of the label, with the value it was judged by and what would change it."""
    if key == "adult":
        return Criterion("18 years or older", met, "" if told.age is None else f"{told.age} years", "the age")
    if key == "refractory_lenalidomide":
        used = {True: "Yes", False: "No", None: ""}[refractory(told)]
        return Criterion("Refractory to lenalidomide", met, used, "progression on lenalidomide or within 60 days of it")
    if key in EXPOSED:
        words, kind = EXPOSED[key]
        none = "None in the list" if told.is_complete else ""
        return Criterion(words, met, ", ".join(told.had(kind)) or none, f"{words[0].lower()}{words[1:]}")
    lines = int(key.rpartition("_")[2])
    used = "" if told.prior_lines is None else f"{told.prior_lines} given"
    return Criterion(f"At least {lines} line{'s' if lines > 1 else ''} given", met, used, "the number of lines given")


def reasons_of(told: Told, labels: tuple[OfLabel, ...]) -> Iterator[Reason]:
    known = guidance()
    holds = {
        "early_relapse": told.early_relapse,
        "before_bcma": "bcma" in told.planned,
        "before_alkylator": "alkylator" in told.planned,
        "fast": told.fast,
        "prior_bcma": bool(told.had(*BCMA)),
        "infection": told.infection,
        "ecog": told.ecog is not None and told.ecog >= known.ecog_to_discuss,
        "age": told.age is not None and told.age >= known.age_to_assess,
    }
    short = known.reasons["one_line_short"]
    for label in labels if Verdict.MET not in {one.result for one in labels} else ():
        if is_one_line_short(told, label):
            yield Reason(short.key, short.says, short.words.format(product=label.name))
    yield from (known.reasons[key] for key, is_so in holds.items() if is_so)


def is_one_line_short(told: Told, label: OfLabel) -> bool:
    """Every criterion but the number of lines is met, and one more line would do."""
    needed = label_on(label.product).prior_lines
    others = [one.met for one in label.criteria if not one.words.startswith("At least")]
    return told.prior_lines == needed - 1 and all(others)
