"""Guides of the tools for the months afterwards: counts, immunoglobulin, vaccines.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from typing import Final

from patients.clinical.guides.guide import Guide

GUIDES: Final[dict[str, Guide]] = {
    "icaht_early": Guide(
        when="At day 30, from the neutrophil counts since the infusion.",
        tried_on="A European consensus for hematotoxicity after immune effector cells.",
        not_for="Single counts: days are counted, and growth factor given in between is not taken out.",
    ),
    "icaht_late": Guide(
        when="After day 30, when counts stay low or fall again at home.",
        tried_on="The same consensus; the two lowest values count, so that one odd result does not.",
        not_for="Counts after the next treatment or progression.",
    ),
    "t_icaht_early": Guide(
        when="At day 30, from the platelet counts since the infusion.",
        tried_on="A multicenter series that added platelets to the consensus on neutrophils.",
        not_for="Days on which platelets were given: the count says little then.",
    ),
    "t_icaht_late": Guide(
        when="From day 31 to day 100, when platelets stay low.",
        tried_on="The same multicenter series, whose authors add up days instead of taking the longest run.",
        not_for="Bleeding risk on its own, which has other causes too.",
    ),
    "ctcae_v5": Guide(
        when="When a trial or a registry asks for grades of blood counts.",
        tried_on="Not a study: the terminology of the cancer institute, version 5.0.",
        not_for="Comparison with version 6.0, whose limits for neutrophils differ.",
    ),
    "ivig_flag": Guide(
        when="At day 30 and at each check afterwards, with IgG from the same laboratory.",
        tried_on="Expert reviews; randomized evidence after BCMA cells is missing.",
        not_for="Ordering by itself: infections, cost and the center's own limit belong to the decision.",
    ),
    "vaccine_earliest": Guide(
        when="When the practice plans vaccines after the way home.",
        tried_on="Expert guidance; answers to vaccines after BCMA cells vary widely.",
        not_for="Live vaccines without a clinician's review of lymphocytes, treatment and time.",
    ),
}
