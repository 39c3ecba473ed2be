"""Why a clinical computation was not done: one exception, with a code, the input it is about and a sentence.

Room: patients.clinical. Nothing here computes; a tool that can't answer raises `Refusal` and never gives a partial answer.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    MISSING_INPUT = "missing_input"
    UNSUPPORTED_UNIT = "unsupported_unit"
    NEGATIVE_VALUE = "negative_value"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_NUMBER = "not_a_number"
    INVALID_CHOICE = "invalid_choice"
    INCONSISTENT_INPUTS = "inconsistent_inputs"
    INVALID_DATE = "invalid_date"
    UNKNOWN_DRUG = "unknown_drug"


class Refusal(ValueError):
    """`field` is the input key the refusal is about; `detail` is a sentence to show beside it."""

    def __init__(self, code: Code, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.code, self.field, self.detail = code, field, detail


def missing(field: str, detail: str = "") -> Refusal:
    return Refusal(Code.MISSING_INPUT, field, detail or f"{spoken(field)} is missing; without it there is no answer.")


def inconsistent(field: str, detail: str) -> Refusal:
    return Refusal(Code.INCONSISTENT_INPUTS, field, detail)


ACRONYMS = {
    **{word.casefold(): word for word in ("IgG", "ANC", "ALC", "LDH", "CRP", "ICE", "AST", "ULN", "LLN", "LVEF", "DLCO", "FEV1", "BMI")},
    "b2m": "beta-2 microglobulin",
    "crcl": "creatinine clearance",
    "alt": "ALT",
    "adl": "ADL",
    "iadl": "IADL",
    "ecog": "ECOG",
    "kps": "Karnofsky score",
    "flc": "free light chain",
    "spo2": "SpO2",
    "pct": "(percent)",
    "x": "times",
    "le": "at or under",
}


def spoken(field: str) -> str:
    """An input key as the beginning of a sentence."""
    words = " ".join(ACRONYMS.get(word, word) for word in field.split("_")).strip()
    return words[:1].upper() + words[1:] if words else "An input"
