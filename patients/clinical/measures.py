"""The tests that the record's summary shows, by LOINC code, in the order a myeloma clinic reads them. Data only: no Django, no I/O.

Room: patients.clinical. What a referral must contain is the intake checklist's business; limits of labels and trials are dated rules.
Codes: LOINC 2.82, as listed in the myeloma panel of public value sets; 2160-0 and 38483-4 are creatinine in serum and in blood.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One test people know by one name, whichever of its codes a laboratory sends. `is_expected`: shown as not received when absent."""

    name: str
    codes: tuple[str, ...]
    is_expected: bool = True


SUMMARY = (
    Measure("Free light chain ratio", ("48378-4",)),
    Measure("M-protein", ("33358-3",)),
    Measure("Hemoglobin", ("718-7",)),
    Measure("Platelets", ("777-3", "26515-7")),
    Measure("Neutrophils (ANC)", ("751-8",)),
    Measure("Lymphocytes (ALC)", ("731-0",)),
    Measure("Creatinine", ("2160-0", "38483-4")),
    Measure("Creatinine clearance", ("2164-2", "33914-3"), is_expected=False),
    Measure("Calcium", ("17861-6", "49765-1")),
    Measure("LDH", ("2532-0", "14804-9")),
    Measure("Ferritin", ("2276-4",)),
    Measure("CRP", ("1988-5",), is_expected=False),
    Measure("Ejection fraction", ("10230-1",)),
)
BY_CODE = {code: measure for measure in SUMMARY for code in measure.codes}
