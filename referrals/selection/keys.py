"""The facts about a patient that a criterion may ask for: one typed table, by key. Data only; knows no row and no Django.

Room: referrals.selection. How a value is found in a record is `found`; what a rule asks of it is `criteria`. A new fact is a row here, and
a reader in `found` where the record holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Key:
    """`unit` is the one that limits are kept in; `analyte` names the row of the table of units whose other units are taken as well.

    `ask` is what a center asks the practice for when the value is missing: one line, as it stands in a list of questions.
    `document`: the kind of file that usually answers it.
    """

    key: str
    label: str
    kind: Kind
    group: str
    ask: str
    unit: str = ""
    analyte: str = ""
    document: str = ""


PERSON, COURSE, DISEASE, BLOOD, ORGANS, INFECTION, NERVES, HOME = (
    "Person", "Treatment so far", "Disease", "Blood", "Organs", "Infection", "Nervous system", "At home",
)  # fmt: skip  # the groups, in the order of a page
GROUPS: Final = (PERSON, COURSE, DISEASE, BLOOD, ORGANS, INFECTION, NERVES, HOME)


def number(key: str, label: str, group: str, ask: str, unit: str = "", analyte: str = "", document: str = "") -> Key:
    return Key(key, label, Kind.NUMBER, group, ask, unit, analyte, document)


def yes_no(key: str, label: str, group: str, ask: str, document: str = "") -> Key:
    return Key(key, label, Kind.YES_NO, group, ask, document=document)


DRUGS: Final = "Drugs of every line of therapy, with classes"
REFRACTORY: Final = "For each drug of every line: refractory, yes or no"
COUNTS: Final = "Blood count with differential, newest"
CHEMISTRY: Final = "Chemistry panel with reference ranges, newest"
MYELOMA: Final = "Myeloma panel: serum and urine M-protein, free light chains"
SEROLOGY: Final = "Hepatitis B, hepatitis C and HIV results"

TABLE: Final = (
    number("age", "Age", PERSON, "Date of birth", "years", "age_any"),
    yes_no("female", "Woman", PERSON, "Sex, as the record keeps it"),
    number("ecog", "ECOG performance status", PERSON, "ECOG performance status with its date"),
    number("weight", "Weight", PERSON, "Weight with its date", "kg", "weight"),
    number("prior_lines", "Prior lines of therapy", COURSE, "Every line of therapy with its dates"),
    yes_no("exposed_pi", "Had a proteasome inhibitor", COURSE, DRUGS),
    yes_no("exposed_imid", "Had an immunomodulator", COURSE, DRUGS),
    yes_no("exposed_anti_cd38", "Had an anti-CD38 antibody", COURSE, DRUGS),
    yes_no("exposed_alkylator", "Had an alkylator", COURSE, DRUGS),
    yes_no("triple_class_exposed", "Triple-class exposed", COURSE, DRUGS),
    yes_no("penta_drug_exposed", "Penta-drug exposed", COURSE, DRUGS),
    yes_no("prior_bcma", "Had a BCMA-directed agent", COURSE, DRUGS),
    yes_no("prior_gprc5d", "Had a GPRC5D-directed agent", COURSE, DRUGS),
    yes_no("prior_cart", "Had CAR-T cells before", COURSE, DRUGS),
    yes_no("prior_autologous_hct", "Had an autologous transplant", COURSE, "Autologous transplant: date, or none"),
    yes_no("prior_allogeneic_hct", "Had an allogeneic transplant", COURSE, "Allogeneic transplant: date, or none"),
    yes_no("refractory_pi", "Refractory to a proteasome inhibitor", COURSE, REFRACTORY),
    yes_no("refractory_imid", "Refractory to an immunomodulator", COURSE, REFRACTORY),
    yes_no("refractory_anti_cd38", "Refractory to an anti-CD38 antibody", COURSE, REFRACTORY),
    yes_no("refractory_lenalidomide", "Refractory to lenalidomide", COURSE, "Lenalidomide: refractory, yes or no, with dates"),
    yes_no("triple_class_refractory", "Triple-class refractory", COURSE, REFRACTORY),
    yes_no("refractory_last_line", "Refractory to the last line", COURSE, REFRACTORY),
    yes_no("myeloma", "Diagnosis of myeloma", DISEASE, "The diagnosis with its ICD-10 code"),
    yes_no("measurable_half", "Measurable disease (serum M-protein from 0.5 g/dL)", DISEASE, MYELOMA),
    yes_no("measurable_one", "Measurable disease (serum M-protein from 1.0 g/dL)", DISEASE, MYELOMA),
    number("serum_m", "Serum M-protein", DISEASE, MYELOMA, "g/dL", "m_protein"),
    number("urine_m", "Urine M-protein", DISEASE, MYELOMA, "mg/24h", "urine_m"),
    number("involved_flc", "Involved free light chain", DISEASE, MYELOMA, "mg/dL", "flc"),
    yes_no("flc_ratio_abnormal", "Free light chain ratio abnormal", DISEASE, MYELOMA),
    number("marrow_plasma_cell_pct", "Plasma cells in marrow", DISEASE, "Marrow report with the share of plasma cells", "%", "", "marrow"),
    yes_no("extramedullary", "Extramedullary disease", DISEASE, "Extramedullary disease on imaging, yes or no", "pet_ct"),
    yes_no("plasma_cell_leukemia", "Plasma cell leukemia", DISEASE, "Plasma cell leukemia, yes or no"),
    yes_no("high_risk_cytogenetics", "High-risk cytogenetics", DISEASE, "FISH report", "marrow"),
    yes_no("amyloidosis_or_poems", "Amyloidosis, POEMS or Waldenström", DISEASE, "Amyloidosis, POEMS or Waldenström, yes or no"),
    yes_no("fast_progression", "Progressing fast", DISEASE, "Progressing too fast to hold treatment for two weeks, yes or no"),
    number("hemoglobin", "Hemoglobin", BLOOD, COUNTS, "g/dL", "hemoglobin", "labs"),
    number("anc", "Neutrophils (ANC)", BLOOD, COUNTS, "/uL", "anc", "labs"),
    number("platelets", "Platelets", BLOOD, COUNTS, "10^9/L", "platelets", "labs"),
    number("alc", "Lymphocytes (ALC)", BLOOD, COUNTS, "/uL", "alc", "labs"),
    number("cd3", "CD3-positive cells", BLOOD, "CD3-positive cells in blood", "/uL", "", "labs"),
    number("igg", "IgG", BLOOD, "IgG, newest", "mg/dL", "igg", "labs"),
    number("ferritin", "Ferritin", BLOOD, "Ferritin, newest", "ng/mL", "ferritin", "labs"),
    number("crp", "CRP", BLOOD, "CRP, newest", "mg/dL", "crp", "labs"),
    number("ldh_x_uln", "LDH, times the upper limit", BLOOD, "LDH with its reference range", "xULN", "", "labs"),
    number("creatinine", "Creatinine", ORGANS, CHEMISTRY, "mg/dL", "creatinine", "labs"),
    number("crcl", "Creatinine clearance", ORGANS, "Creatinine and weight, newest", "mL/min", "crcl", "labs"),
    number("egfr", "eGFR", ORGANS, "Creatinine, newest", "mL/min/1.73m2", "", "labs"),
    yes_no("dialysis", "On dialysis", ORGANS, "On dialysis, yes or no"),
    number("bilirubin_x_uln", "Bilirubin, times the upper limit", ORGANS, CHEMISTRY, "xULN", "", "labs"),
    number("ast_alt_x_uln", "AST or ALT, times the upper limit", ORGANS, CHEMISTRY, "xULN", "", "labs"),
    number("corrected_calcium", "Calcium, corrected for albumin", ORGANS, CHEMISTRY, "mg/dL", "calcium", "labs"),
    number("lvef_pct", "Ejection fraction", ORGANS, "Echo with ejection fraction", "%", "", "echo"),
    number("spo2_pct", "Oxygen saturation on room air", ORGANS, "Oxygen saturation on room air", "%"),
    number("dlco_pct", "DLCO, percent of predicted", ORGANS, "Lung function with DLCO", "%", "", "pft"),
    yes_no("needs_oxygen", "Needs oxygen", ORGANS, "Needs oxygen, yes or no"),
    yes_no("active_infection", "Active infection", INFECTION, "Active or uncontrolled infection, yes or no"),
    yes_no("viral_hepatitis_or_hiv", "Active hepatitis B, hepatitis C or HIV", INFECTION, SEROLOGY, "labs"),
    yes_no("autoimmune_treated", "Autoimmune disease that needs treatment", INFECTION, "Autoimmune disease under treatment, yes or no"),
    yes_no("cns_involvement", "Myeloma of the nervous system", NERVES, "Myeloma of brain or meninges, yes or no"),
    yes_no("stroke_or_seizure", "Stroke or seizure in the last 6 months", NERVES, "Stroke or seizure in the last 6 months, yes or no"),
    yes_no("parkinsonism", "Parkinsonism or another neurodegenerative disease", NERVES, "Parkinsonism or the like, yes or no"),
    yes_no("neuropathy_grade_2", "Neuropathy of grade 2 or more", NERVES, "Grade of neuropathy"),
    yes_no("has_caregiver", "A caregiver for at least two weeks", HOME, "Who can be the caregiver, day and night for two weeks"),
    yes_no("has_lodging", "A place to stay near the center", HOME, "Where the patient can stay near the center"),
    yes_no("has_transport", "Transport to the center", HOME, "How the patient gets to the center"),
    yes_no("has_coverage", "Insurance known", HOME, "Insurance card", "insurance_card"),
)  # fmt: skip  # a table: one row a line
KEYS: Final[Mapping[str, Key]] = MappingProxyType({one.key: one for one in TABLE})
