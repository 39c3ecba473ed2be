"""Guides of the tools about the disease: stage, risk, lines, response.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from typing import Final

from patients.clinical.guides.guide import Guide

GUIDES: Final[dict[str, Guide]] = {
    "iss": Guide(
        when="At diagnosis, with albumin and beta-2 microglobulin from before treatment. A referral carries it with its date.",
        tried_on="10,750 people with untreated symptomatic myeloma in North America, Europe and Asia.",
        not_for="Response, relapse or the choice of a product. Kidney failure raises beta-2 microglobulin whatever the tumor burden is.",
    ),
    "riss": Guide(
        when="At diagnosis, once LDH and FISH are back. With FISH unknown it answers only where FISH could not change the stage.",
        tried_on="3,060 newly diagnosed people in eleven trials; five-year survival 82, 62 and 40 % in stages I, II and III.",
        not_for="Relapse. Most people fall into stage II, which is a wide group: R2-ISS divides it further.",
    ),
    "r2iss": Guide(
        when="At diagnosis, when gain or amplification of 1q is known as well.",
        tried_on="10,843 newly diagnosed people in sixteen trials of the HARMONY project.",
        not_for="Relapse, and people whose FISH was not done: a range of points is then given, and a group only if both ends agree.",
    ),
    "ims_risk": Guide(
        when="At diagnosis and whenever FISH or sequencing is repeated, to name disease that behaves badly whatever its stage.",
        tried_on="A consensus of experts in 2025 from several genomic series; it replaces older lists of single abnormalities.",
        not_for="Ruling CAR-T in or out. t(4;14) or 1q+ alone no longer counts as high risk here.",
    ),
    "mycare": Guide(
        when="Before lymphodepletion for a BCMA product, to say how likely an early relapse is and how closely to look afterwards.",
        tried_on="People with relapsed myeloma after ide-cel or cilta-cel; relapse or progression within five months in 7, 27 and 53 %.",
        not_for="Withholding treatment. Ferritin is compared with the laboratory's own limit until the paper's cut-off is confirmed here.",
    ),
    "imwg_refractory": Guide(
        when="For each drug of each line: it decides what the labels and trials count as refractory.",
        tried_on="The consensus definition that trials use; day 60 after the last dose still counts.",
        not_for="Exposure, which is another question, and intolerance, which is neither.",
    ),
    "drug_class": Guide(
        when="When a list of medicines has brand names, and the class decides about exposure or washout.",
        tried_on="Not a study: the class that the product's label names.",
        not_for="Recognizing every spelling. An unknown name is refused rather than guessed.",
    ),
    "measurable_disease": Guide(
        when="Before a trial, and before calling a response: what cannot be measured cannot respond.",
        tried_on="The consensus thresholds for serum and urine protein and involved free light chains.",
        not_for="Non-secretory or purely extramedullary disease, which needs imaging and marrow.",
    ),
    "serum_m_response": Guide(
        when="For the serum part of a response on one day, for instance at day 28 after infusion and monthly from then.",
        tried_on="The consensus categories; two assessments in a row confirm one.",
        not_for="Complete response, which needs immunofixation and marrow, or disease followed by urine or light chains.",
    ),
    "fda_label": Guide(
        when="At the first thought of a referral: it says which label criteria are met, not met or not known, and what would change that.",
        tried_on="Not a study: the indications of Abecma and Carvykti since April 2024.",
        not_for="Fitness, coverage or a trial's range, which are judged apart. A label that is not met is a reason to talk, not an end.",
    ),
    "trial_screen": Guide(
        when="To see how far a person is from those a pivotal trial treated, criterion by criterion.",
        tried_on="The entry criteria of CARTITUDE-1, CARTITUDE-4 and KarMMa-3 as published.",
        not_for="Deciding about commercial treatment: outside a trial's range only says that the trial does not tell.",
    ),
}
