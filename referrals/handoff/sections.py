"""The sections of the hand-off as data: what each holds, in the order of the document.

Content is `{section: {"fields": {...}, "table": ...}}`.

Room: referrals.handoff. What is known already is filled in by `prefill`; nothing here reads a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

EMERGENCY: Final = "Call the CAR-T line before giving steroids, unless the patient is unstable."
TRIGGERS: Final = (
    "Temperature of 38.0 °C (100.4 °F) or more; confusion, changed speech, handwriting, tremor, gait or face droop; shortness of breath; "
    "low blood pressure; neutrophils under 500; platelets under 20; bleeding; diarrhea four times a day or more; new cytopenia after "
    "recovery; new mass or rash."
)


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    kind: Kind = Kind.LINE
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`table` is the title of what is taken from the record as rows."""

    code: str
    title: str
    fields: tuple[Field, ...]
    table: str = ""


def line(name: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    return Field(name, label, Kind.LINE, (), required, hint)


def text(name: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    return Field(name, label, Kind.TEXT, (), required, hint)


def day(name: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    return Field(name, label, Kind.DATE, (), required, hint)


def choice(name: str, label: str, *choices: tuple[str, str]) -> Field:
    return Field(name, label, Kind.CHOICE, choices)


HEADER = Section("header", "Patient, product, contacts", (
    line("product", "Product"),
    line("chain_id", "Chain-of-identity id"),
    day("infused_on", "Day 0", required=True),
    line("day", "Day at writing"),
    line("center", "Center"),
    line("practice", "Practice"),
    line("call_line", "CAR-T line, day and night", required=True),
    line("coordinator", "Coordinator"),
    line("physician", "CAR-T physician", required=True),
    text("emergency", "In an emergency", required=True),
))  # fmt: skip  # a table: one row a line
TREATMENT = Section("treatment", "Treatment", (
    text("indication", "Indication and lines before"),
    text("bridging", "Bridging"),
    text("lymphodepletion", "Lymphodepletion as given"),
    line("dose", "Dose"),
    choice("conforming", "Product", ("conforming", "Conforming"), ("out_of_specification", "Out of specification")),
    choice("setting", "Setting", ("inpatient", "In hospital"), ("outpatient", "Outpatient"), ("both", "Both")),
))  # fmt: skip  # a table: one row a line
ACUTE = Section("acute", "Acute course", (
    text("course", "CRS and ICANS: worst grades and dates", required=True),
    text("drugs", "Tocilizumab, steroids, anakinra: doses and end"),
    line("icu", "Intensive care"),
    line("iec_hs", "HLH-like syndrome"),
    text("infections", "Infections"),
    line("transfusions", "Transfusions"),
    line("cardiac", "Heart"),
), table="Side effects, as confirmed")  # fmt: skip  # a table: one row a line
STATUS = Section("status", "Status now", (
    line("ecog", "ECOG"),
    line("vitals", "Vital signs"),
    text("neuro", "Nerve baseline", required=True, hint="speech, handwriting, gait, face, mood"),
    line("handwriting", "Handwriting sample"),
), table="Results")  # fmt: skip  # a table: one row a line
MEDICINES = Section("medicines", "Medicines", (
    text("changes", "Stopped, started, and why", required=True),
    text("prophylaxis", "Prophylaxis, with when to stop", required=True),
    line("steroid_taper", "Steroid taper"),
    line("growth_factor", "Growth factor"),
    day("antiseizure_until", "Antiseizure drug until"),
    line("held", "Held drugs"),
    line("avoid", "Drugs to avoid"),
), table="Medicines in the record")  # fmt: skip  # a table: one row a line
RESTRICTIONS = Section("restrictions", "Restrictions", (
    day("no_driving_until", "No driving until", required=True),
    day("stay_near_until", "Near the center until", required=True),
    day("irradiated_until", "Irradiated blood products only, until at least", required=True),
    line("live_vaccines", "Live vaccines"),
    line("work", "Work"),
    line("contraception", "Pregnancy and contraception"),
))  # fmt: skip  # a table: one row a line
SCHEDULE = Section("schedule", "Labs and visits", (text("extra", "Besides the plan"),), table="Who does what, when")
CALL = Section("call", "When to call or transfer", (text("triggers", "Call the CAR-T line at once for", required=True),))
IMMUNITY = Section("immunity", "Infection and immunity", (
    text("ivig", "Immunoglobulin"),
    text("stop_rules", "When PJP and HSV prophylaxis may stop"),
    text("vaccines", "Vaccines"),
    line("viruses", "CMV, HHV-6"),
))  # fmt: skip  # a table: one row a line
DISEASE = Section("disease", "Disease", (
    line("response", "Response at day 30"),
    line("mrd", "MRD"),
    day("restage_on", "Next restaging"),
    line("relapse_plan", "If it relapses"),
    line("maintenance", "Maintenance"),
))  # fmt: skip  # a table: one row a line
PSYCHOSOCIAL = Section("psychosocial", "Person and home", (
    line("distress", "Distress and cost"),
    line("caregiver", "Caregiver"),
    line("lodging", "Lodging"),
    line("supports", "Work and supports"),
))  # fmt: skip  # a table: one row a line
PENDING = Section("pending", "Still open", (
    text("items", "Open tests, pathology, appeals", required=True, hint="write “none” when nothing is open"),
    line("registry", "Registry consent"),
    line("follow_up_owner", "Long-term follow-up lies with"),
))  # fmt: skip  # a table: one row a line
EDUCATION = Section("education", "Education given", (
    text("read", "Pages read"),
    line("teach_back", "Said back"),
    line("wallet_card", "Wallet card"),
))  # fmt: skip  # a table: one row a line
SECTIONS: Final = (
    HEADER, TREATMENT, ACUTE, STATUS, MEDICINES, RESTRICTIONS, SCHEDULE, CALL, IMMUNITY, DISEASE, PSYCHOSOCIAL, PENDING, EDUCATION,
)  # fmt: skip  # a table: one row a line
BY_CODE: Final[dict[str, Section]] = {one.code: one for one in SECTIONS}
Content = dict[str, Any]


def missing(content: Content) -> list[tuple[Section, Field]]:
    """What must be there before somebody can sign."""
    return [
        (section, field)
        for section in SECTIONS
        for field in section.fields
        if field.is_required and not str(content.get(section.code, {}).get("fields", {}).get(field.name) or "").strip()
    ]


def shown(field: Field, value: Any) -> str:
    """A value in words; empty where nobody said anything."""
    return dict(field.choices).get(str(value), str(value)) if value else ""
