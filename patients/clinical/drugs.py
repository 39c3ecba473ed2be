"""Myeloma drugs: class by ingredient or brand, and which washout a drug follows.

Room: patients.clinical. Names are matched whole and in any case; an unknown spelling is refused and never guessed. Class membership
follows the product labels. Regimens by their letters are in `regimens`, exposure is in `exposure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from patients.clinical.fields import text
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Code, Refusal
from patients.clinical.spelling import alike, one_space, perhaps
from patients.clinical.tool import Result, Tool
from patients.clinical.washout import WashoutClass

LABELS: Final = "US product labels (DailyMed), read 2026-11."


class DrugClass(StrEnum):
    PROTEASOME_INHIBITOR = "proteasome_inhibitor"
    IMMUNOMODULATORY = "immunomodulatory"
    CELMOD = "celmod"  # whether these count as immunomodulatory is the center's decision
    ANTI_CD38 = "anti_cd38"
    ANTI_SLAMF7 = "anti_slamf7"
    BISPECIFIC_BCMA = "bispecific_bcma"
    BISPECIFIC_GPRC5D = "bispecific_gprc5d"
    BISPECIFIC_FCRH5 = "bispecific_fcrh5"
    ADC_BCMA = "adc_bcma"
    CART_BCMA = "cart_bcma"
    ALKYLATOR = "alkylator"
    XPO1_INHIBITOR = "xpo1_inhibitor"
    BCL2_INHIBITOR = "bcl2_inhibitor"
    HDAC_INHIBITOR = "hdac_inhibitor"
    ANTHRACYCLINE = "anthracycline"
    PLATINUM_ETOPOSIDE = "platinum_etoposide"
    CORTICOSTEROID = "corticosteroid"
    BONE_AGENT = "bone_agent"  # supportive: never a line of therapy


INGREDIENTS: Final[Mapping[DrugClass, Mapping[str, tuple[str, ...]]]] = {
    DrugClass.PROTEASOME_INHIBITOR: {"bortezomib": ("velcade",), "carfilzomib": ("kyprolis",), "ixazomib": ("ninlaro",)},
    DrugClass.IMMUNOMODULATORY: {"lenalidomide": ("revlimid",), "pomalidomide": ("pomalyst",), "thalidomide": ("thalomid",)},
    DrugClass.CELMOD: {"iberdomide": (), "mezigdomide": ()},
    DrugClass.ANTI_CD38: {
        "daratumumab": ("darzalex", "darzalex faspro", "daratumumab-hyaluronidase", "daratumumab and hyaluronidase"),
        "isatuximab": ("sarclisa",),
    },
    DrugClass.ANTI_SLAMF7: {"elotuzumab": ("empliciti",)},
    DrugClass.BISPECIFIC_BCMA: {"teclistamab": ("tecvayli",), "elranatamab": ("elrexfio",), "linvoseltamab": ("lynozyfic",)},
    DrugClass.BISPECIFIC_GPRC5D: {"talquetamab": ("talvey",)},
    DrugClass.BISPECIFIC_FCRH5: {"cevostamab": ()},
    DrugClass.ADC_BCMA: {"belantamab mafodotin": ("blenrep", "belantamab")},
    DrugClass.CART_BCMA: {
        "idecabtagene vicleucel": ("abecma", "ide-cel"),
        "ciltacabtagene autoleucel": ("carvykti", "cilta-cel"),
    },
    DrugClass.ALKYLATOR: {
        "melphalan": ("alkeran", "evomela"),
        "cyclophosphamide": ("cytoxan",),
        "bendamustine": ("bendeka", "treanda"),
        "melphalan flufenamide": ("melflufen", "pepaxto"),
    },
    DrugClass.XPO1_INHIBITOR: {"selinexor": ("xpovio",)},
    DrugClass.BCL2_INHIBITOR: {"venetoclax": ("venclexta",)},
    DrugClass.HDAC_INHIBITOR: {"panobinostat": ("farydak",)},
    DrugClass.ANTHRACYCLINE: {"doxorubicin": ("adriamycin", "doxil", "liposomal doxorubicin")},
    DrugClass.PLATINUM_ETOPOSIDE: {"cisplatin": (), "etoposide": (), "dcep": (), "vdt-pace": ()},
    DrugClass.CORTICOSTEROID: {
        "dexamethasone": ("decadron",),
        "prednisone": (),
        "prednisolone": (),
        "methylprednisolone": ("medrol", "solu-medrol"),
    },
    DrugClass.BONE_AGENT: {"zoledronic acid": ("zometa",), "pamidronate": ("aredia",), "denosumab": ("xgeva", "prolia")},
}
BY_NAME: Final = MappingProxyType(
    {
        name: (ingredient, kind)
        for kind, drugs in INGREDIENTS.items()
        for ingredient, brands in drugs.items()
        for name in (ingredient, *brands)
    }
)
SHOWN: Final = MappingProxyType(
    {
        name: ingredient if name == ingredient or "-" in name or " and " in name else name.title()
        for name, (ingredient, _) in BY_NAME.items()
    }
)  # as a suggestion writes them: ingredients small, brands with a capital
TRIPLE: Final = {DrugClass.PROTEASOME_INHIBITOR: 1, DrugClass.IMMUNOMODULATORY: 1, DrugClass.ANTI_CD38: 1}
PENTA: Final = {DrugClass.PROTEASOME_INHIBITOR: 2, DrugClass.IMMUNOMODULATORY: 2, DrugClass.ANTI_CD38: 1}
WASHOUTS: Final[Mapping[DrugClass, WashoutClass]] = {
    DrugClass.PROTEASOME_INHIBITOR: WashoutClass.PROTEASOME_INHIBITOR,
    DrugClass.IMMUNOMODULATORY: WashoutClass.IMMUNOMODULATORY,
    DrugClass.CELMOD: WashoutClass.IMMUNOMODULATORY,
    DrugClass.ANTI_CD38: WashoutClass.MONOCLONAL_ANTIBODY,
    DrugClass.ANTI_SLAMF7: WashoutClass.MONOCLONAL_ANTIBODY,
    DrugClass.BISPECIFIC_BCMA: WashoutClass.BISPECIFIC,
    DrugClass.BISPECIFIC_GPRC5D: WashoutClass.BISPECIFIC,
    DrugClass.BISPECIFIC_FCRH5: WashoutClass.BISPECIFIC,
    DrugClass.ADC_BCMA: WashoutClass.BISPECIFIC,  # the longer of the two it could follow, as it takes the same target
    DrugClass.ALKYLATOR: WashoutClass.CYTOTOXIC,
    DrugClass.XPO1_INHIBITOR: WashoutClass.TARGETED,
    DrugClass.BCL2_INHIBITOR: WashoutClass.TARGETED,
    DrugClass.HDAC_INHIBITOR: WashoutClass.TARGETED,
    DrugClass.ANTHRACYCLINE: WashoutClass.CYTOTOXIC,
    DrugClass.PLATINUM_ETOPOSIDE: WashoutClass.CYTOTOXIC,
    DrugClass.CORTICOSTEROID: WashoutClass.CORTICOSTEROID,
}


@dataclass(frozen=True, kw_only=True)
class DrugInputs(Inputs):
    drug: str = text("Drug, by ingredient or brand")


@dataclass(frozen=True, kw_only=True)
class DrugFound(Result):
    class_: DrugClass


def drug_class(found: DrugInputs) -> DrugFound:
    """The class of an ingredient or brand (product labels)."""
    return DrugFound(class_=named(found.drug)[1])


def named(name: str) -> tuple[str, DrugClass]:
    """Ingredient and class; refused where the spelling is not known, with what it may have meant."""
    known = BY_NAME.get(one_space(name))
    if known is None:
        raise unknown(name, "drug", alike(name, SHOWN), "Check the spelling.")
    return known


def unknown(name: str, field: str, near: tuple[str, ...], otherwise: str = "") -> Refusal:
    sentence = f"“{name.strip()}” is not on the list of drugs and regimens."
    return Refusal(Code.UNKNOWN_DRUG, field, f"{sentence}{perhaps(near) or f' {otherwise}'.rstrip()}")


def washout_class(name: str) -> WashoutClass | None:
    """Which row of the washout table a drug follows; None where there is no row (earlier CAR-T, bone agents)."""
    return WASHOUTS.get(named(name)[1])


DRUG_CLASS: Final = Tool("drug_class", "Class of a drug", DrugInputs, drug_class, "1", LABELS)
