"""Every clinical tool by its key. Pages and the API are made from this list.

Room: patients.clinical. A new tool is a file with its arithmetic and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from patients.clinical import (
    after_infusion,
    calcium,
    comorbidity,
    converting,
    crs,
    ctcae,
    drugs,
    endothelial,
    frailty,
    hematotox,
    hscore,
    icaht,
    icans,
    ice,
    iec_hs,
    immunoglobulin,
    kidney,
    labels,
    m_protein,
    mycare,
    performance,
    readability,
    refractory,
    risk,
    staging,
    thrombocytopenia,
    triage,
    trials,
    washout,
)
from patients.clinical.limits import Table
from patients.clinical.refusals import Code, Refusal
from patients.clinical.tool import Answer, Tool

ALL: Final[tuple[Tool[Any, Any], ...]] = (
    staging.ISS,
    staging.RISS,
    staging.R2ISS,
    risk.IMS_RISK,
    endothelial.EASIX,
    endothelial.SIMPLIFIED_EASIX,
    endothelial.MEASIX,
    hematotox.CAR_HEMATOTOX,
    comorbidity.HCT_CI,
    performance.ECOG_FROM_KARNOFSKY,
    performance.DISTRESS_THERMOMETER,
    frailty.IMWG_FRAILTY,
    frailty.SIMPLIFIED_FRAILTY,
    mycare.MYCARE,
    kidney.COCKCROFT_GAULT,
    kidney.CKD_EPI_2021,
    calcium.CORRECTED_CALCIUM,
    ice.ICE_SCORE,
    crs.CRS_GRADE,
    icans.ICANS_GRADE,
    iec_hs.IEC_HS,
    hscore.HSCORE,
    icaht.ICAHT_EARLY,
    icaht.ICAHT_LATE,
    thrombocytopenia.T_ICAHT_EARLY,
    thrombocytopenia.T_ICAHT_LATE,
    ctcae.CTCAE_V5,
    immunoglobulin.IVIG_FLAG,
    m_protein.MEASURABLE_DISEASE,
    m_protein.SERUM_M_RESPONSE,
    refractory.IMWG_REFRACTORY,
    labels.FDA_LABEL,
    trials.TRIAL_SCREEN,
    drugs.DRUG_CLASS,
    washout.WASHOUT,
    after_infusion.RESTRICTIONS,
    after_infusion.VACCINE_EARLIEST,
    after_infusion.DAY_POST_INFUSION,
    triage.SYMPTOM_TRIAGE,
    readability.FLESCH_KINCAID,
    readability.FLESCH_READING_EASE,
    readability.SMOG,
    readability.PEMAT,
    converting.UNIT_CONVERT,
)
TOOLS: Final[Mapping[str, Tool[Any, Any]]] = MappingProxyType({one.key: one for one in ALL})


def tool(key: str) -> Tool[Any, Any]:
    try:
        return TOOLS[key]
    except KeyError:
        raise Refusal(Code.INVALID_CHOICE, "tool", f"There is no clinical tool called {key!r}.") from None


def run(key: str, entries: Mapping[str, object], *, table: Table | None = None, today: date | None = None) -> Answer:
    """One tool by its key: entries are `{"value": ..., "unit": ...}` by input key; raises Refusal."""
    return tool(key).ask(entries, table=table, today=today)
