"""The form of a protocol file as a JSON Schema, made from the closed sets of words, and its faults as sentences.

Room: referrals.pathway. What items say about each other (does the step exist?) is not form: see `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from referrals.pathway.kinds import Act, FieldKind, Grade, Owner, Roll, Site, Test

Schema = dict[str, Any]


def _any(words: type[StrEnum]) -> str:
    return "|".join(words)


def _text(pattern: str, says: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$", "description": says}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(needed: str, /, **known: Schema) -> Schema:
    return {"type": "object", "properties": known, "required": needed.split(), "additionalProperties": False}


WORDS: Final[Schema] = {"type": "string", "minLength": 1}
MAY_BE_EMPTY: Final[Schema] = {"type": "string"}
YES: Final[Schema] = {"type": "boolean"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
NAME: Final = _text(r"[a-z][a-z0-9_]*", "a name in small letters such as washout_plan")
NAMES: Final = _list(NAME)
OFFSET: Final = _text(r"[A-Z][A-Z0-9]*(?:[+-]\d+(?:d|bd|wk|mo|yr))?", "an anchor with an offset such as APH+7d or LD1-2bd")
SPAN: Final = _text(r"[1-9]\d*(?:d|wk|mo|yr)", "a length of time such as 7d or 1mo")
CODE: Final = _text(r"[A-Z][A-Z0-9]*", "a code in capitals such as G3, F07 or APH")
ROLE: Final = _text(_any(Owner), "a role such as RO or CTC")
OWNER: Final = _text(f"(?:{_any(Owner)})@(?:{_any(Site)})", "a role and a site such as RC@practice")
RUNG: Final = _text(rf"[+-]\d+(?:d|bd)(?: (?:owner|{_any(Owner)}))+", "a rung such as “-7d owner PT”")
CONDITION: Final = _text(r"\w+\s*(?:=|>=|<=|>|<)\s*\S+", "a condition such as progression=yes or distress>=4")
EVIDENCE: Final = _text(r"document:\w+|result:[\w-]+|sign_off", "a kind of evidence such as document:consent or sign_off")
ACT: Final = _text(f"(?:{_any(Act)})(?: .+)?", "an act such as “open_task appeal”")
LABELS: Final[Schema] = {"type": "object", "additionalProperties": WORDS}
DAY: Final = _text(r"\d{4}-\d\d-\d\d", "a date such as 2025-06-26")

RULE: Final = _map(
    "at",
    at=OFFSET,
    window={"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2},
    roll={"enum": list(Roll)},
    repeat=SPAN,
    until=OFFSET,
    stop_on=_list(CONDITION),
    not_after=OFFSET,
    minimum=WHOLE,
) | {"dependentRequired": {"repeat": ["until"], "until": ["repeat"], "stop_on": ["repeat"]}}
FIELD: Final = _map(
    "name label",
    name=NAME,
    label=WORDS,
    kind={"enum": list(FieldKind)},
    choices=LABELS,
    unit=WORDS,
    required=YES,
    lowest=NUMBER,
    highest=NUMBER,
)
FLAG: Final = _map("when", when=CONDITION, branch=CODE, words=WORDS)
STEP: Final = _map(
    "code title phase owner due remind source",
    code=NAME,
    number=WHOLE,
    title=WORDS,
    phase=NAME,
    owner=OWNER,
    due=_list(RULE) | {"minItems": 1},
    remind={"type": "array", "items": RUNG},
    source=WORDS,
    also=_list(WORDS),
    note=WORDS,
    plain=WORDS,
    plain_es=WORDS,
    inputs=_list(WORDS),
    outputs=_list(WORDS),
    fields=_list(FIELD),
    flags=_list(FLAG),
    open_on=_list(CONDITION),
    after=NAMES,
    gate=CODE,
    sets=CODE,
    evidence=_list(EVIDENCE),
    branches=_list(CODE),
    education=_list(WORDS),
    per_attempt=YES,
    two_people=YES,
    advice=YES,
    concerns=_list(ROLE),
) | {"dependentRequired": {"plain": ["plain_es"], "plain_es": ["plain"]}}
STEP["properties"]["with"] = _list(ROLE)
ANCHOR: Final = _map(
    "code label lane",
    code=CODE,
    label=WORDS,
    lane={"enum": list(Site)},
    plain=WORDS,
    plain_es=WORDS,
    follows=OFFSET,
    roll={"enum": list(Roll)},
    per_attempt=YES,
    minimum=WHOLE,
) | {"dependentRequired": {"minimum": ["follows"]}}
NEED: Final = _map(
    "label test",
    label=WORDS,
    test={"enum": list(Test)},
    step=WORDS,
    field=NAME,
    value=WORDS,
    waiver=YES,
    or_field=NAME,
    or_value=WORDS,
)
GATE: Final = _map(
    "code title before signers needs source",
    code=CODE,
    title=WORDS,
    before=CODE,
    signers=_list(ROLE) | {"minItems": 1},
    needs=_list(NEED) | {"minItems": 1},
    source=WORDS,
    meaning=WORDS,
    per_attempt=YES,
)
WAY: Final = _map("code words", code=NAME, words=WORDS, acts=_list(ACT))
CLOSING: Final = _map("step when way", step=NAME, when=CONDITION, way=NAME, days=WHOLE)
BRANCH: Final = _map(
    "code title reasons acts",
    code=CODE,
    title=WORDS,
    reasons=LABELS | {"minProperties": 1},
    acts=_list(ACT),
    choices=_list(WAY),
    urgent=YES,
    source=WORDS,
    asks=WORDS,
    closes=CLOSING,
)
BRANCH["properties"]["from"] = NAMES
WASHOUT: Final = _map(
    "code label days source", code=NAME, label=WORDS, source=WORDS, note=WORDS, drugs=_list(WORDS), minimum=WHOLE, clinical=NAME
)
WASHOUT["properties"]["days"] = {"anyOf": [WHOLE, {"type": "null"}]}
SOURCE: Final = _map("title grade", title=WORDS, grade={"enum": list(Grade)}, year=WHOLE)
HEAD: Final = _map(
    "code version title therapy disease product effective_on",
    code=WORDS,
    version={"type": "integer", "minimum": 1},
    title=WORDS,
    therapy=WORDS,
    disease=WORDS,
    product=WORDS,
    effective_on=DAY,
)
WHOLE_FILE: Final = _map(
    "protocol sources phases ends anchors steps gates branches",
    protocol=HEAD,
    sources={"type": "object", "additionalProperties": SOURCE},
    phases=LABELS,
    ends=LABELS,
    anchors=_list(ANCHOR),
    steps=_list(STEP),
    gates=_list(GATE),
    branches=_list(BRANCH),
    washouts=_list(WASHOUT),
)
VALIDATOR: Final = Draft202012Validator(WHOLE_FILE)

SINGULAR: Final = {"anchors": "anchor", "steps": "step", "gates": "gate", "branches": "branch", "washouts": "washout", "sources": "source"}


def faults(raw: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Every fault of form: (kind, code of the item) and a sentence that names item and entry."""
    for fault in sorted(VALIDATOR.iter_errors(raw), key=lambda fault: list(map(str, fault.absolute_path))):
        path = list(fault.absolute_path)
        kind, code = _item(raw, path)
        yield (kind, code), f"{_where(kind, code, path)}{_says(fault)}."


def _item(raw: dict[str, Any], path: list[Any]) -> tuple[str, str]:
    if len(path) < 2:
        return "", ""
    kind, place = str(path[0]), path[1]
    if isinstance(place, int):
        return kind, str(raw[kind][place].get("code", place + 1)) if isinstance(raw[kind][place], dict) else str(place + 1)
    return kind, str(place)


def _where(kind: str, code: str, path: list[Any]) -> str:
    item = f"{SINGULAR.get(kind, kind)} “{code}”" if kind else "the file"
    entry = " ".join(str(part + 1) if isinstance(part, int) else f"“{part}”" for part in path[2 if kind else 0 :])
    return f"{item}, {entry}: " if entry else f"{item}: "


def _says(fault: ValidationError) -> str:
    value, held = fault.instance, fault.validator_value
    if fault.validator == "required":
        return f"“{next(name for name in held if name not in value)}” is missing"
    if fault.validator == "additionalProperties":
        known = fault.schema.get("properties", {}) if isinstance(fault.schema, dict) else {}
        return f"“{next(name for name in value if name not in known)}” is no known entry"
    if fault.validator == "enum":
        return f"“{value}” is none of {', '.join(map(str, held))}"
    if fault.validator == "pattern" and isinstance(fault.schema, dict):
        return f"“{value}” is not {fault.schema.get('description', 'of the right form')}"
    if fault.validator == "dependentRequired":
        missing = next(need for name, needs in held.items() if name in value for need in needs if need not in value)
        return f"“{missing}” must be given too"
    if fault.validator == "type":
        return f"“{value}” must be of type {held}"
    return str(fault.message)
