"""Guides of the tools from collection to the first days: washout, risk scores, CRS, ICANS, IEC-HS.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from typing import Final

from patients.clinical.guides.guide import Guide

GUIDES: Final[dict[str, Guide]] = {
    "washout": Guide(
        when="As soon as a collection day is thought of: the practice stops each drug in time, or gives the day that is possible.",
        tried_on="Waiting times like those of the CARTITUDE trials; centers differ and may set their own days.",
        not_for="Stopping treatment in uncontrolled disease without the center: collection may have to wait instead.",
    ),
    "car_hematotox": Guide(
        when="Within a few days before lymphodepletion, to plan infection prophylaxis, growth factor and a stem-cell boost.",
        tried_on="Lymphoma first, then 113 people with myeloma: severe infections in 40 % of the high and 5 % of the low group.",
        not_for="Refusing the infusion. Values at exactly a cut-off count to the riskier side here, which the paper leaves open.",
    ),
    "easix": Guide(
        when="Before lymphodepletion, beside CAR-HEMATOTOX, as a sign of stressed endothelium.",
        tried_on="Transplantation, then lymphoma treated with CD19 cells, where the cut-off 4.67 comes from.",
        not_for="A verdict in myeloma: no cut-off for it has been confirmed.",
    ),
    "simplified_easix": Guide(
        when="When creatinine is misleading, for instance in kidney disease from the myeloma.",
        tried_on="People with lymphoma or leukemia treated with CD19 cells.",
        not_for="A verdict in myeloma; there is no cut-off here.",
    ),
    "measix": Guide(
        when="In the first days, when CRP stands for inflammation better than creatinine does.",
        tried_on="People with lymphoma or leukemia treated with CD19 cells.",
        not_for="A verdict in myeloma. CRP is in mg/dL: ten times less than a value in mg/L.",
    ),
    "crs_grade": Guide(
        when="At least daily in the first days, and at every fever, new oxygen or drop of blood pressure.",
        tried_on="A consensus of the transplant society used in current trials and labels.",
        not_for="Telling cytokine release from sepsis: both are looked for and treated together.",
    ),
    "ice_score": Guide(
        when="Before lymphodepletion as a baseline, then at each daily check with the same questions.",
        tried_on="The consensus on neurotoxicity; it replaced older screening tools.",
        not_for="People who cannot be tested for another reason; a part not tested is not a part failed.",
    ),
    "icans_grade": Guide(
        when="With every ICE score in the first weeks; the worst of its domains is the grade.",
        tried_on="The consensus grading for adults.",
        not_for="Nerve trouble weeks or months later (slow movement, facial weakness, neuropathy): that has a form of its own.",
    ),
    "iec_hs": Guide(
        when="When ferritin rises while CRS goes, or inflammation comes back after a response.",
        tried_on="An expert consensus in 2023; in 1,502 people with myeloma a peak ferritin of about 7,470 ng/mL told best.",
        not_for="A count of criteria: it lists what is there and what is not, and a clinician decides.",
    ),
    "hscore": Guide(
        when="Beside the IEC-HS list, when a hematologist asks for it.",
        tried_on="312 adults with suspected hemophagocytic syndrome from other causes.",
        not_for="Proof after CAR-T, where several of its points come from the treatment itself.",
    ),
    "symptom_triage": Guide(
        when="When somebody at home says how they feel: the same three answers patients read on their own page.",
        tried_on="Rules from the labels and the consensus definitions, not a study.",
        not_for="Reassurance. Doubt is a reason to call, and the answer is never to wait for a reply.",
    ),
    "day_post_infusion": Guide(
        when="Whenever days are counted: the day of the infusion is day 0.",
        tried_on="Not a study: the counting of labels and protocols.",
        not_for="Days of lymphodepletion, which are counted backwards from the planned infusion.",
    ),
    "restrictions": Guide(
        when="When the plan of the first weeks is written, and when somebody asks whether they may drive.",
        tried_on="The labels since June 2025, or the older program for those treated under it.",
        not_for="Shortening. A center may ask for longer, and after neurotoxicity usually does.",
    ),
}
