"""Guides of the tools about the person: performance, frailty, comorbidity, organs, distress.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from typing import Final

from patients.clinical.guides.guide import Guide

GUIDES: Final[dict[str, Guide]] = {
    "ecog_from_karnofsky": Guide(
        when="When a note gives Karnofsky and the criterion asks for ECOG.",
        tried_on="A convention between two scales, not a measurement.",
        not_for="Values between the tens, and children.",
    ),
    "hct_ci": Guide(
        when="At the consult, to list comorbidity in one way that both sites understand.",
        tried_on="People before allogeneic transplantation; deaths without relapse at two years in 14, 21 and 41 %.",
        not_for="Predicting death after CAR-T: there it describes and has not been shown to decide.",
    ),
    "imwg_frailty": Guide(
        when="In people over about 65, at the referral and again before lymphodepletion.",
        tried_on="869 newly diagnosed older people in three trials; three-year survival 84, 76 and 57 %.",
        not_for="Refusing a referral by age. Frailty from the disease itself may get better with its control.",
    ),
    "simplified_frailty": Guide(
        when="When daily activities were not asked: age, comorbidity and ECOG suffice.",
        tried_on="Newly diagnosed people who could not have a transplant, in the FIRST trial.",
        not_for="Telling intermediate from fit; it knows only frail and not frail.",
    ),
    "cockcroft_gault": Guide(
        when="Where a protocol or a dose speaks of creatinine clearance, such as fludarabine before the infusion.",
        tried_on="249 men in hospital in 1976; the factor for women was assumed.",
        not_for="Changing kidney function, very low or very high weight, and criteria that name another formula.",
    ),
    "ckd_epi_2021": Guide(
        when="For the usual estimate of kidney function in an adult, without a term for race.",
        tried_on="Pooled cohorts of adults in the United States and elsewhere.",
        not_for="Acute kidney injury, and criteria written for creatinine clearance.",
    ),
    "corrected_calcium": Guide(
        when="When albumin is low and ionized calcium is not at hand.",
        tried_on="200 people in 1973, with the usual factor of 0.8 per gram.",
        not_for="Replacing ionized calcium; high paraprotein can bind calcium and mislead.",
    ),
    "distress_thermometer": Guide(
        when="At the first visit, before the infusion and at the fixed times afterwards, for patients and for caregivers on their own.",
        tried_on="Many groups of people with cancer; 4 or more is the usual reason to offer help.",
        not_for="Diagnosing depression. One study prefers 3 as the mark; the form itself is licensed and not shipped here.",
    ),
}
