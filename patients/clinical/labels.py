"""Whether a patient fits the FDA label of a myeloma CAR-T product, by the label version in force.

Room: patients.clinical. The label is not a trial's rule, a center's rule or a payer's rule; an answer names its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, count, measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

SOURCES: Final = "FDA labels: Abecma, 4 April 2024; Carvykti, 5 April 2024."
ADULT: Final = 18


class Product(StrEnum):
    IDE_CEL = "ide-cel"
    CILTA_CEL = "cilta-cel"


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Label:
    """One version of an indication; `exposed` and `refractory` are input keys that must be yes."""

    product: Product
    effective_on: date
    prior_lines: int
    must_be_yes: tuple[str, ...]
    source: str


LABELS: Final = (
    Label(Product.IDE_CEL, date(2021, 3, 26), 4, ("exposed_pi", "exposed_imid", "exposed_anti_cd38"), "Abecma label, 26 March 2021"),
    Label(Product.IDE_CEL, date(2024, 4, 4), 2, ("exposed_pi", "exposed_imid", "exposed_anti_cd38"), "Abecma label, 4 April 2024"),
    Label(Product.CILTA_CEL, date(2022, 2, 28), 4, ("exposed_pi", "exposed_imid", "exposed_anti_cd38"), "Carvykti label, 28 February 2022"),
    Label(
        Product.CILTA_CEL, date(2024, 4, 5), 1, ("exposed_pi", "exposed_imid", "refractory_lenalidomide"), "Carvykti label, 5 April 2024"
    ),
)


@dataclass(frozen=True, kw_only=True)
class LabelInputs(Inputs):
    """Everything but the product may be unknown; "no" is an answer and blank is not."""

    product: Product = choice(Product, "Product")
    age: Decimal | None = measure("age_any", "Age", required=False)
    prior_lines: int | None = count("Prior lines of therapy", 0, 50, required=False)
    exposed_pi: bool | None = yes_no("Had a proteasome inhibitor", required=False)
    exposed_imid: bool | None = yes_no("Had an immunomodulator", required=False)
    exposed_anti_cd38: bool | None = yes_no("Had an anti-CD38 antibody", required=False)
    refractory_lenalidomide: bool | None = yes_no("Refractory to lenalidomide", required=False)


@dataclass(frozen=True, kw_only=True)
class LabelCheck(Result):
    result: Verdict
    failed: tuple[str, ...]
    missing: tuple[str, ...]


def label_on(product: Product, day: date | None = None) -> Label:
    """The version in force on a day; the newest without one. ValueError before the product had a label."""
    versions = [one for one in LABELS if one.product is product and (day is None or one.effective_on <= day)]
    if not versions:
        raise ValueError(f"{product} had no label on {day}.")
    return max(versions, key=lambda one: one.effective_on)


def fda_label(found: LabelInputs) -> LabelCheck:
    """Age, prior lines, exposures and, for cilta-cel, lenalidomide; a known failure beats what is missing (FDA labels 2024)."""
    label = label_on(found.product)
    items = items_of(found, label)
    failed = tuple(key for key, met in items.items() if met is False)
    unknown = tuple(key for key, met in items.items() if met is None)
    result = Verdict.NOT_MET if failed else Verdict.INDETERMINATE if unknown else Verdict.MET
    return LabelCheck(result=result, failed=failed, missing=unknown, notes=(f"By the {label.source}.",))


def items_of(found: LabelInputs, label: Label) -> Mapping[str, bool | None]:
    """Prior lines are lines already given (FDA labels 2024)."""
    return {
        "adult": None if found.age is None else found.age >= ADULT,
        f"prior_lines_ge_{label.prior_lines}": None if found.prior_lines is None else found.prior_lines >= label.prior_lines,
        **{key: getattr(found, key) for key in label.must_be_yes},
    }


FDA_LABEL: Final = Tool("fda_label", "FDA label", LabelInputs, fda_label, "2024-04-05", SOURCES)
