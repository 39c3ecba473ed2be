"""High-risk myeloma by the IMS/IMWG consensus of 2025.

Room: patients.clinical. Stages are `staging`. Everything may be unknown; a finding that decides is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool
from patients.clinical.tristate import all_of, any_of

AVET: Final = "Avet-Loiseau H et al. IMS/IMWG consensus on the definition of high-risk multiple myeloma. J Clin Oncol 2025."
B2M, CREATININE = Decimal("5.5"), Decimal("1.2")


class Del1p32(StrEnum):
    NONE = "none"
    MONOALLELIC = "monoallelic"
    BIALLELIC = "biallelic"


class Risk(StrEnum):
    HIGH = "high"
    NOT_HIGH = "not_high"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, kw_only=True)
class RiskInputs(Inputs):
    del17p_in_20_percent_of_cells: bool | None = yes_no("del(17p) in 20% of clonal cells or more", required=False)
    tp53_mutation: bool | None = yes_no("TP53 mutation", required=False)
    t4_14: bool | None = yes_no("t(4;14)", required=False)
    t14_16: bool | None = yes_no("t(14;16)", required=False)
    t14_20: bool | None = yes_no("t(14;20)", required=False)
    gain1q: bool | None = yes_no("Gain or amplification of 1q", required=False)
    del1p32: Del1p32 | None = choice(Del1p32, "del(1p32)", required=False)
    b2m: Decimal | None = measure("b2m", required=False)
    creatinine: Decimal | None = measure("creatinine", required=False)


@dataclass(frozen=True, kw_only=True)
class RiskFound(Result):
    risk: Risk


def ims_risk(found: RiskInputs) -> RiskFound:
    """Any one of four findings makes it high; unknown where none does and one may (Avet-Loiseau 2025)."""
    lost = None if found.del1p32 is None else found.del1p32 is not Del1p32.NONE
    both = None if found.del1p32 is None else found.del1p32 is Del1p32.BIALLELIC
    translocated = all_of(any_of(found.t4_14, found.t14_16, found.t14_20), any_of(found.gain1q, lost))
    burden = all_of(None if found.b2m is None else found.b2m >= B2M, None if found.creatinine is None else found.creatinine < CREATININE)
    is_high = any_of(found.del17p_in_20_percent_of_cells, found.tp53_mutation, translocated, both, all_of(lost, found.gain1q), burden)
    return RiskFound(risk=Risk.INDETERMINATE if is_high is None else Risk.HIGH if is_high else Risk.NOT_HIGH)


IMS_RISK: Final = Tool("ims_risk", "IMS/IMWG high risk (2025)", RiskInputs, ims_risk, "1", AVET)
