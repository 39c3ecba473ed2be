"""What a check asks, as data: keys are those of the grading tools, words and order are those of the bedside. A blank is never "no".

Room: referrals.monitoring. How answers become grades is `grading`; how they are typed is `forms`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from carecoord.access.errors import Refused

NOTHING: Final = "none"  # the answer that says there is none; choosing it with others makes no sense


class Kind(StrEnum):
    NUMBER = "number"
    COUNT = "count"  # a small whole number, chosen
    YES_NO = "yes_no"
    RIGHT = "right"  # right or wrong
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """`units`: the first is the usual one; several are offered. `low` and `high` are what can be typed at all, not what is normal."""

    key: str
    label: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100000)
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    title: str
    questions: tuple[Question, ...]
    hint: str = ""
    is_folded: bool = False


def number(key: str, label: str, low: str, high: str, *units: tuple[str, str], hint: str = "") -> Question:
    return Question(key, label, Kind.NUMBER, (), units, Decimal(low), Decimal(high), hint)


def choice(key: str, label: str, *choices: tuple[str, str], hint: str = "") -> Question:
    return Question(key, label, Kind.CHOICE, choices, hint=hint)


def several(key: str, label: str, *choices: tuple[str, str], hint: str = "") -> Question:
    return Question(key, label, Kind.CHOICES, choices, hint=hint)


def yes_no(key: str, label: str, hint: str = "") -> Question:
    return Question(key, label, Kind.YES_NO, hint=hint)


def right(key: str, label: str) -> Question:
    return Question(key, label, Kind.RIGHT)


PER_MINUTE, MMHG, PERCENT, FERRITIN = ("/min", "/min"), ("mm[Hg]", "mmHg"), ("%", "%"), ("ng/mL", "ng/mL")
VITALS = Group("vitals", "Vital signs", (
    number("temperature", "Temperature", "30", "113", ("degC", "°C"), ("degF", "°F"), hint="highest since the last check"),
    number("heart_rate", "Pulse", "20", "300", PER_MINUTE),
    number("systolic", "Systolic", "30", "300", MMHG),
    number("diastolic", "Diastolic", "10", "200", MMHG),
    number("spo2", "SpO₂", "30", "100", PERCENT),
    number("respiratory_rate", "Breaths", "2", "90", PER_MINUTE),
))  # fmt: skip  # a table: one row a line
SUPPORT = Group("support", "Pressure, oxygen, support", (
    yes_no("hypotension", "Low blood pressure", "not due to another cause"),
    several(
        "vasopressors", "Vasopressors running", (NOTHING, "None"), ("norepinephrine", "Norepinephrine"), ("epinephrine", "Epinephrine"),
        ("phenylephrine", "Phenylephrine"), ("dopamine", "Dopamine"), ("ephedrine", "Ephedrine"), ("angiotensin_ii", "Angiotensin II"),
        ("vasopressin", "Vasopressin"), hint="Vasopressin is not counted as a second one.",
    ),
    choice(
        "oxygen", "Oxygen", (NOTHING, "None"), ("nasal_cannula_low_flow", "Cannula, up to 6 L/min"), ("blow_by", "Blow-by"),
        ("high_flow_nasal_cannula", "High-flow cannula"), ("face_mask", "Face mask"), ("venturi", "Venturi mask"),
        ("non_rebreather", "Non-rebreather mask"), ("cpap", "CPAP"), ("bipap", "BiPAP"), ("mechanical_ventilation", "Ventilator"),
    ),
    yes_no("fever_masked_by_treatment", "Fever treated away", "by an antipyretic, tocilizumab or a steroid; asked when there is no fever"),
    yes_no("intubated_for_airway_protection_only", "Ventilator only to protect the airway", "asked when on a ventilator"),
))  # fmt: skip  # a table: one row a line
ICE = Group("ice", "ICE", (
    right("orientation_year", "Year"),
    right("orientation_month", "Month"),
    right("orientation_city", "City"),
    right("orientation_hospital", "Hospital"),
    Question("naming", "Names 3 objects", Kind.COUNT, high=Decimal(3)),
    right("following_commands", "Command"),
    right("writing", "Sentence"),
    right("attention", "Count back"),
), hint="all 8 must be answered")  # fmt: skip  # a table: one row a line
NERVES = Group("nerves", "Alertness and nerves", (
    choice(
        "consciousness", "Wakes", ("awake", "By itself"), ("awakens_to_voice", "To voice"), ("awakens_to_touch", "To touch"),
        ("unarousable", "Not at all, or only to vigorous stimuli"), hint="Sleep from sedation does not count.",
    ),
    choice(
        "seizure", "Seizure", (NOTHING, "None"), ("brief_resolved", "Short, resolved"), ("prolonged_gt_5min", "Longer than 5 minutes"),
        ("repetitive_no_recovery", "Repeated without recovery"),
    ),
    yes_no("deep_focal_motor_weakness", "Deep focal weakness", "one-sided, or both legs"),
    choice(
        "cerebral_edema", "Brain edema on imaging", ("not_imaged", "No imaging done"), (NOTHING, "None"), ("focal", "Focal"),
        ("diffuse", "Diffuse"),
    ),
    choice(
        "papilledema_or_cn6_or_cushing_triad", "Papilledema, sixth nerve palsy or Cushing's triad", ("not_looked", "Not looked for"),
        ("no", "No"), ("yes", "Yes"),
    ),
    yes_no("tremor", "Tremor or jerks", "written down; not part of the grade"),
    yes_no("intracranial_hemorrhage", "Bleeding in the brain", "written down; not part of the grade"),
))  # fmt: skip  # a table: one row a line
IEC_HS = Group("iec_hs", "Signs of IEC-HS", (
    number("ferritin", "Ferritin", "0", "1000000", FERRITIN),
    number("ferritin_uln", "Ferritin, upper limit", "1", "5000", FERRITIN),
    number("ferritin_baseline", "Ferritin before infusion", "0", "1000000", FERRITIN),
    yes_no("ferritin_rising_rapidly", "Ferritin rising fast"),
    yes_no("onset_with_resolving_crs", "Began while CRS resolved, or inflammation came back"),
    number("ast_alt_x_uln", "AST or ALT, times the upper limit", "0", "1000", ("xULN", "× limit")),
    number("fibrinogen", "Fibrinogen", "0", "2000", ("mg/dL", "mg/dL")),
    yes_no("hemophagocytosis", "Hemophagocytosis in marrow or other tissue"),
    yes_no("new_or_worse_cytopenia", "New, worse or refractory cytopenia"),
    yes_no("other_coagulopathy", "Other coagulopathy"),
    yes_no("direct_bilirubin_raised", "Direct bilirubin raised"),
    yes_no("new_splenomegaly", "New splenomegaly"),
    yes_no("lung_involvement", "Lung involvement"),
    yes_no("kidney_insufficiency", "New kidney insufficiency"),
), hint="only what is known today", is_folded=True)  # fmt: skip  # a table: one row a line
OTHERS = Group("others", "Infection, late nerve signs", (
    yes_no("infection_suspected", "Infection found or suspected"),
    several(
        "late_signs", "Since last check", (NOTHING, "None of these"), ("handwriting", "Handwriting changed"), ("slow", "Slow movement"),
        ("gait", "Gait or balance changed"), ("face", "Face droops"), ("mood", "Flat mood, personality changed"),
        ("numbness", "New numbness or pain of nerves"),
    ),
))  # fmt: skip  # a table: one row a line
DRUGS = Group("drugs", "Drugs since last check", (
    several(
        "drugs", "Given", (NOTHING, "None of these"), ("tocilizumab", "Tocilizumab"), ("dexamethasone", "Dexamethasone"),
        ("methylprednisolone", "Methylprednisolone"), ("anakinra", "Anakinra"), ("acetaminophen", "Acetaminophen"),
        ("levetiracetam", "Levetiracetam"), ("antibiotic", "Antibiotic"), ("transfusion", "Transfusion"),
    ),
    Question("doses", "Doses", Kind.TEXT, hint="such as tocilizumab 560 mg at 13:20"),
))  # fmt: skip  # a table: one row a line
GROUPS: Final = (VITALS, SUPPORT, ICE, NERVES, IEC_HS, OTHERS, DRUGS)
QUESTIONS: Final[dict[str, Question]] = {one.key: one for group in GROUPS for one in group.questions}
LONGEST_TEXT: Final = 200
Answers = Mapping[str, Mapping[str, Any]]


def label_of(key: str) -> str:
    return QUESTIONS[key].label if key in QUESTIONS else key.replace("_", " ")


def checked(given: Mapping[str, Any], asked: Mapping[str, Question] | None = None) -> dict[str, dict[str, Any]]:
    """Answers to these questions (of a check by default) as they are stored; blanks are left out. Raises Refused with the key at fault."""
    out: dict[str, dict[str, Any]] = {}
    for key, entry in given.items():
        question = (QUESTIONS if asked is None else asked).get(key)
        if question is None:
            raise Refused(f"There is no question called “{key}”.", field=key, code="unknown_question")
        pair = entry if isinstance(entry, Mapping) else {"value": entry}
        if pair.get("value") in (None, "", []):
            continue
        out[key] = one_answer(question, pair.get("value"), pair.get("unit"))
    make_sense(out)
    return out


def one_answer(question: Question, value: Any, unit: Any) -> dict[str, Any]:
    found = READ[question.kind](question, value)
    if not question.units:
        return {"value": found}
    codes = [code for code, _ in question.units]
    if unit not in (None, "", *codes):
        raise Refused(f"{question.label} takes {' or '.join(codes)}.", field=question.key, code="unsupported_unit")
    return {"value": found, "unit": unit or codes[0]}


def a_number(question: Question, value: Any) -> int | float:
    try:
        found = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite():
        raise Refused(f"{question.label}: write a number.", field=question.key, code="not_a_number")
    if not question.low <= found <= question.high:
        raise Refused(
            f"{question.label} lies between {question.low} and {question.high}; please look again.", field=question.key, code="out_of_range"
        )
    return int(found) if found == found.to_integral() else float(found)


def a_count(question: Question, value: Any) -> int:
    found = a_number(question, value)
    if not isinstance(found, int):
        raise Refused(f"{question.label}: choose a whole number.", field=question.key, code="not_a_number")
    return found


def a_yes_or_no(question: Question, value: Any) -> bool:
    words = {"yes": True, "no": False, "right": True, "wrong": False}
    found = value if isinstance(value, bool) else words.get(str(value))
    if found is None:
        raise Refused(f"{question.label}: yes or no.", field=question.key, code="invalid_choice")
    return found


def a_choice(question: Question, value: Any) -> str:
    if value not in dict(question.choices):
        raise Refused(f"{question.label}: choose one of the answers.", field=question.key, code="invalid_choice")
    return str(value)


def some_choices(question: Question, value: Any) -> list[str]:
    listed = list(value) if isinstance(value, list | tuple) else [value]
    found = list(dict.fromkeys(a_choice(question, one) for one in listed))
    if NOTHING in found and len(found) > 1:
        none = dict(question.choices)[NOTHING].lower()
        raise Refused(f"{question.label}: “{none}” and something else cannot both be true.", field=question.key, code="inconsistent_inputs")
    return found


def a_text(question: Question, value: Any) -> str:
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(f"{question.label}: at most {LONGEST_TEXT} letters.", field=question.key, code="out_of_range")
    return text


READ: Final = {
    Kind.NUMBER: a_number,
    Kind.COUNT: a_count,
    Kind.YES_NO: a_yes_or_no,
    Kind.RIGHT: a_yes_or_no,
    Kind.CHOICE: a_choice,
    Kind.CHOICES: some_choices,
    Kind.TEXT: a_text,
}


def make_sense(answers: Answers) -> None:
    """What cannot be true together, beyond what the grading refuses."""
    top, bottom = value_of(answers, "systolic"), value_of(answers, "diastolic")
    if top is not None and bottom is not None and bottom >= top:
        raise Refused("Diastolic pressure is below systolic; please look again.", field="diastolic", code="inconsistent_inputs")
    warm = answers.get("temperature")
    if warm is not None and not plausible(warm):
        raise Refused("That temperature does not fit its unit; please look at both.", field="temperature", code="out_of_range")


def plausible(warm: Mapping[str, Any]) -> bool:
    lowest, highest = (86, 113) if warm["unit"] == "degF" else (30, 45)
    return bool(lowest <= warm["value"] <= highest)


def value_of(answers: Answers, key: str) -> Any:
    entry = answers.get(key)
    return entry["value"] if entry else None


def spoken(answers: Answers, asked: Mapping[str, Question] | None = None) -> Iterator[tuple[Question, str]]:
    """Each answered question with its answer in words, in the order of the form."""
    for key, question in (QUESTIONS if asked is None else asked).items():
        if key in answers:
            yield question, in_words(question, answers[key])


def in_words(question: Question, entry: Mapping[str, Any]) -> str:
    value = entry["value"]
    if question.kind in (Kind.YES_NO, Kind.RIGHT):
        yes, no = ("Right", "Wrong") if question.kind is Kind.RIGHT else ("Yes", "No")
        return yes if value else no
    labels = dict(question.choices)
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    unit = dict(question.units).get(entry.get("unit", ""), "")
    shown = f"{value} of 3" if question.key == "naming" else labels.get(str(value), str(value))
    return f"{shown} {unit}".strip()
