"""Where an input of a tool stands in a record: LOINC codes by input key. Data only.

Room: patients.clinical. Codes: LOINC 2.82. Left out on purpose: what must be seen now (temperature, a mental status), and what only a
person can judge. `LIMITS` are inputs that are the upper or lower end of another one's reference range.
"""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[str, ...]]] = {
    "albumin": ("1751-7", "61151-7"),
    "alc": ("731-0",),
    "anc": ("751-8",),
    "b2m": ("1952-1",),
    "calcium": ("17861-6", "49765-1"),
    "creatinine": ("2160-0", "38483-4"),
    "crp": ("1988-5",),
    "ferritin": ("2276-4",),
    "fibrinogen": ("3255-7",),
    "hemoglobin": ("718-7",),
    "igg": ("2465-3",),
    "ldh": ("2532-0", "14804-9"),
    "platelets": ("777-3", "26515-7"),
    "serum_m": ("33358-3",),
    "triglycerides": ("2571-8",),
    "weight": ("29463-7",),
}
LIMITS: Final[dict[str, tuple[str, str]]] = {
    "ldh_uln": ("ldh", "high"),
    "ferritin_uln": ("ferritin", "high"),
    "anc_lln": ("anc", "low"),
    "hb_lln": ("hemoglobin", "low"),
    "fibrinogen_lln": ("fibrinogen", "low"),
}
