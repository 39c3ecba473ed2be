"""The checklist for immune effector cell-associated HLH-like syndrome (IEC-HS). It counts nothing: a clinician decides.

Room: patients.clinical. The published criteria give no number of findings that makes the diagnosis, so none is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from patients.clinical.fields import amount, measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool
from patients.clinical.tristate import any_of

HINES: Final = (
    "Hines MR et al. Immune effector cell-associated hemophagocytic lymphohistiocytosis-like syndrome. Transplant Cell Ther 2023;29:438."
)
MYELOMA_FERRITIN: Final = Decimal(7470)  # ng/mL
ABOVE_MYELOMA: Final = (
    "Ferritin is above 7470 ng/mL, the value that told IEC-HS apart best after CAR-T for myeloma "
    "(US Myeloma Immunotherapy Consortium, 1502 patients)."
)
CONSIDER: Final = "Consider IEC-HS. There is no count that makes or excludes it: look at the whole list."
TRIGLYCERIDES: Final = Decimal(265) / Decimal("88.57")  # 265 mg/dL, fasting
GRADES: Final = {
    1: "Observation only",
    2: "Needs intervention",
    3: "Severe, not immediately life-threatening: bleeding that needs transfusion, new kidney injury, low pressure or breathing trouble",
    4: "Life-threatening",
    5: "Death",
}


@dataclass(frozen=True, kw_only=True)
class IecHsInputs(Inputs):
    """Everything may be left out; what is left out stays unknown and never counts as no."""

    ferritin: Decimal | None = measure("ferritin", required=False)
    ferritin_uln: Decimal | None = measure("ferritin", "Ferritin, upper limit of normal", required=False)
    ferritin_baseline: Decimal | None = measure("ferritin", "Ferritin before infusion", required=False)
    ferritin_rising_rapidly: bool | None = yes_no("Ferritin rising fast", required=False)
    onset_with_resolving_crs: bool | None = yes_no("Began while CRS resolved, or inflammation came back", required=False)
    ast_alt_x_uln: Decimal | None = amount("AST or ALT, times the upper limit", units=("xULN",), required=False)
    ast_alt_x_baseline: Decimal | None = amount("AST or ALT, times the value before infusion", required=False)
    fibrinogen: Decimal | None = measure("fibrinogen", required=False)
    fibrinogen_lln: Decimal | None = measure("fibrinogen", "Fibrinogen, lower limit of normal", required=False)
    hemophagocytosis: bool | None = yes_no("Hemophagocytosis in marrow or other tissue", required=False)
    new_or_worse_cytopenia: bool | None = yes_no("New, worse or refractory cytopenia", required=False)
    ldh: Decimal | None = measure("ldh", required=False)
    ldh_uln: Decimal | None = measure("ldh_uln", required=False)
    other_coagulopathy: bool | None = yes_no("Other coagulopathy", required=False)
    direct_bilirubin_raised: bool | None = yes_no("Direct bilirubin raised", required=False)
    new_splenomegaly: bool | None = yes_no("New splenomegaly", required=False)
    fever: bool | None = yes_no("Fever, new or lasting", required=False)
    neurotoxicity: bool | None = yes_no("Neurotoxicity", required=False)
    lung_involvement: bool | None = yes_no("Lung involvement", required=False)
    kidney_insufficiency: bool | None = yes_no("Kidney insufficiency, new", required=False)
    triglycerides: Decimal | None = measure("triglycerides", "Fasting triglycerides", required=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """`is_met` is None where what is needed was not entered."""

    key: str
    group: str  # required, common, other
    label: str
    is_met: bool | None


@dataclass(frozen=True, kw_only=True)
class IecHsChecklist(Result):
    """`required_met` is None where ferritin does not tell; `consider` is a prompt, never a diagnosis."""

    required_met: bool | None
    consider: bool
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        rows = [{"key": one.key, "group": one.group, "label": one.label, "met": one.is_met} for one in self.findings]
        return {"required_met": self.required_met, "consider": self.consider, "findings": rows}


def iec_hs(found: IecHsInputs) -> IecHsChecklist:
    """What is met, not met and unknown; IEC-HS is to be considered when the ferritin criterion is met (Hines 2023)."""
    ferritin = any_of(
        above(found.ferritin, found.ferritin_uln, 2), above(found.ferritin, found.ferritin_baseline, 2), found.ferritin_rising_rapidly
    )
    required = Finding("ferritin", "required", "Ferritin over twice normal or baseline, or rising fast", ferritin)
    notes = [CONSIDER] if ferritin else []
    if found.ferritin is not None and found.ferritin > MYELOMA_FERRITIN:
        notes.append(ABOVE_MYELOMA)
    return IecHsChecklist(
        required_met=ferritin, consider=bool(ferritin), findings=(required, *common(found), *other(found)), notes=tuple(notes)
    )


def common(found: IecHsInputs) -> Iterator[Finding]:
    """Common manifestations (Hines 2023, table of criteria)."""
    liver = any_of(over(found.ast_alt_x_uln, Decimal(5)), over(found.ast_alt_x_baseline, Decimal(5)))
    clotting = any_of(under(found.fibrinogen, Decimal(150)), under(found.fibrinogen, found.fibrinogen_lln))
    yield Finding("onset", "common", "Began while CRS resolved, or inflammation came back", found.onset_with_resolving_crs)
    yield Finding("transaminases", "common", "AST or ALT over five times normal or baseline", liver)
    yield Finding("fibrinogen", "common", "Fibrinogen under 150 mg/dL or under normal", clotting)
    yield Finding("hemophagocytosis", "common", "Hemophagocytosis", found.hemophagocytosis)
    yield Finding("cytopenia", "common", "New, worse or refractory cytopenia", found.new_or_worse_cytopenia)


def other(found: IecHsInputs) -> Iterator[Finding]:
    """Other manifestations (Hines 2023, table of criteria)."""
    yield Finding("ldh", "other", "LDH above normal", over(found.ldh, found.ldh_uln))
    yield Finding("coagulopathy", "other", "Other coagulopathy", found.other_coagulopathy)
    yield Finding("direct_bilirubin", "other", "Direct bilirubin raised", found.direct_bilirubin_raised)
    yield Finding("splenomegaly", "other", "New splenomegaly", found.new_splenomegaly)
    yield Finding("fever", "other", "Fever", found.fever)
    yield Finding("neurotoxicity", "other", "Neurotoxicity", found.neurotoxicity)
    yield Finding("lung", "other", "Lung involvement", found.lung_involvement)
    yield Finding("kidney", "other", "Kidney insufficiency", found.kidney_insufficiency)
    yield Finding("triglycerides", "other", "Fasting triglycerides over 265 mg/dL", over(found.triglycerides, TRIGLYCERIDES, places=3))


def above(value: Decimal | None, base: Decimal | None, times: int) -> bool | None:
    return None if value is None or base is None else value > times * base


def over(value: Decimal | None, most: Decimal | None, *, places: int = 9) -> bool | None:
    return None if value is None or most is None else round(value, places) > round(most, places)


def under(value: Decimal | None, least: Decimal | None) -> bool | None:
    return None if value is None or least is None else value < least


IEC_HS: Final = Tool(
    "iec_hs", "IEC-HS checklist", IecHsInputs, iec_hs, "1", HINES, caution="A checklist, not a score: the clinician decides.",
)  # fmt: skip  # a table: one row a line
