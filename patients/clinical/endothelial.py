"""EASIX and its relatives: how stressed the endothelium is, from three routine results.

Room: patients.clinical. The only cut-off published was derived in lymphoma; it is shown as such and judges nobody with myeloma.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.clinical.fields import measure
from patients.clinical.inputs import Inputs
from patients.clinical.numbers import rounded
from patients.clinical.tool import Result, Tool

LUFT: Final = "Luft T et al. EASIX in patients with acute graft-versus-host disease. Lancet Haematol 2017;4:e414-e423."
PENNISI: Final = "Pennisi M et al. Modified EASIX predicts severe CRS and ICANS after CAR T cells. Blood Adv 2021;5:3397-3406."
CUT: Final = Decimal("4.67")  # before lymphodepletion, CD19 CAR-T for lymphoma
FROM_LYMPHOMA: Final = "The cut-off of 4.67 comes from CD19 CAR-T for lymphoma (ZUMA-1), not from myeloma."


@dataclass(frozen=True, kw_only=True)
class SimplifiedInputs(Inputs):
    ldh: Decimal = measure("ldh")
    platelets: Decimal = measure("platelets")


@dataclass(frozen=True, kw_only=True)
class EasixInputs(SimplifiedInputs):
    creatinine: Decimal = measure("creatinine")


@dataclass(frozen=True, kw_only=True)
class MeasixInputs(SimplifiedInputs):
    crp: Decimal = measure("crp")


@dataclass(frozen=True, kw_only=True)
class Value(Result):
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class EasixValue(Value):
    log2: float
    above_4_67: bool


def easix(found: EasixInputs) -> EasixValue:
    """LDH (U/L) x creatinine (mg/dL) / platelets (10^9/L) (Luft 2017)."""
    value = rounded(found.ldh * found.creatinine / found.platelets)
    return EasixValue(value=value, log2=math.log2(value), above_4_67=value > CUT)


def simplified_easix(found: SimplifiedInputs) -> Value:
    """LDH (U/L) / platelets (10^9/L) (Pennisi 2021)."""
    return Value(value=rounded(found.ldh / found.platelets))


def measix(found: MeasixInputs) -> Value:
    """LDH (U/L) x CRP (mg/dL) / platelets (10^9/L); a CRP of 0 gives 0 (Pennisi 2021)."""
    return Value(value=rounded(found.ldh * found.crp / found.platelets))


EASIX: Final = Tool("easix", "EASIX", EasixInputs, easix, "1", LUFT, caution=FROM_LYMPHOMA)
SIMPLIFIED_EASIX: Final = Tool("simplified_easix", "Simplified EASIX", SimplifiedInputs, simplified_easix, "1", PENNISI)
MEASIX: Final = Tool("measix", "Modified EASIX", MeasixInputs, measix, "1", PENNISI)
