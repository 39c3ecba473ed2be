"""Grades of low blood counts by CTCAE version 5.

Room: patients.clinical. Version 6 (2025) grades neutropenia otherwise, so the version is part of the tool's name. Grade 4 anemia and every
grade 5 are clinical and not computed from a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.clinical.fields import measure
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import missing
from patients.clinical.tool import Result, Tool

NCI: Final = "NCI Common Terminology Criteria for Adverse Events, version 5.0 (2017)."
ANC_LLN, PLATELETS_LLN, ALC_LLN = Decimal(1500), Decimal(150), Decimal(1000)  # used where the laboratory's own is not entered
NEUTROPHIL, PLATELET = (1500, 1000, 500), (75, 50, 25)  # below the first is grade 2, below the second 3, below the third 4
ANEMIA, LYMPHOCYTE = (10, 8), (800, 500, 200)


@dataclass(frozen=True, kw_only=True)
class CtcaeInputs(Inputs):
    """At least one count; a count left out has no grade."""

    anc: Decimal | None = measure("anc", required=False)
    anc_lln: Decimal | None = measure("anc", "Neutrophils, lower limit of normal", required=False)
    platelets: Decimal | None = measure("platelets", required=False)
    hemoglobin: Decimal | None = measure("hemoglobin", required=False)
    hb_lln: Decimal | None = measure("hemoglobin", "Hemoglobin, lower limit of normal", required=False)
    alc: Decimal | None = measure("alc", required=False)


@dataclass(frozen=True, kw_only=True)
class CtcaeGrades(Result):
    """0 is no adverse event."""

    grades: Mapping[str, int]


def ctcae_v5(found: CtcaeInputs) -> CtcaeGrades:
    """Grades of the counts given; a value on an edge has the milder grade (NCI CTCAE 2017)."""
    grades = {
        "neutrophil": grade(found.anc, found.anc_lln or ANC_LLN, NEUTROPHIL),
        "platelet": grade(found.platelets, PLATELETS_LLN, PLATELET),
        "anemia": anemia_grade(found.hemoglobin, found.hb_lln),
        "lymphocyte": grade(found.alc, ALC_LLN, LYMPHOCYTE),
    }
    given = {key: value for key, value in grades.items() if value is not None}
    if not given:
        raise missing("anc", "Enter at least one blood count.")
    return CtcaeGrades(grades=given)


def grade(value: Decimal | None, normal: Decimal, edges: tuple[int, ...]) -> int | None:
    if value is None:
        return None
    below = sum(value < edge for edge in edges)
    return below + 1 if below else int(value < normal)


def anemia_grade(hemoglobin: Decimal | None, normal: Decimal | None) -> int | None:
    """Under 8 g/dL is 3, under 10 is 2; the laboratory's lower limit is asked for only from 10 up (NCI CTCAE 2017)."""
    if hemoglobin is not None and normal is None and hemoglobin >= ANEMIA[0]:
        raise missing("hb_lln", "The lower limit of normal for hemoglobin is missing; it differs between women and men.")
    return grade(hemoglobin, normal or Decimal(ANEMIA[0]), ANEMIA)


CTCAE_V5: Final = Tool("ctcae_v5", "CTCAE 5.0, blood counts", CtcaeInputs, ctcae_v5, "1", NCI)
