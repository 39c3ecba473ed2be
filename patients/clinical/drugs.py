"""Myeloma drugs: class by ingredient or brand, regimens by their short names, and who is triple-class or penta-drug exposed.

Room: patients.clinical. Names are matched whole and in any case; an unknown spelling is refused and never guessed. Class membership
follows the product labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from patients.clinical.fields import text
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Code, Refusal
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
    DrugClass.CORTICOSTEROID: {"dexamethasone": ("decadron",), "prednisone": (), "methylprednisolone": ("medrol", "solu-medrol")},
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
LETTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "vrd": ("bortezomib", "lenalidomide", "dexamethasone"),
    "krd": ("carfilzomib", "lenalidomide", "dexamethasone"),
    "drd": ("daratumumab", "lenalidomide", "dexamethasone"),
    "d-vrd": ("daratumumab", "bortezomib", "lenalidomide", "dexamethasone"),
    "dpd": ("daratumumab", "pomalidomide", "dexamethasone"),
    "pvd": ("pomalidomide", "bortezomib", "dexamethasone"),
    "dvd": ("daratumumab", "bortezomib", "dexamethasone"),
    "ird": ("ixazomib", "lenalidomide", "dexamethasone"),
    "kd": ("carfilzomib", "dexamethasone"),
    "dkd": ("daratumumab", "carfilzomib", "dexamethasone"),
    "epd": ("elotuzumab", "pomalidomide", "dexamethasone"),
    "svd": ("selinexor", "bortezomib", "dexamethasone"),
    "cybord": ("cyclophosphamide", "bortezomib", "dexamethasone"),
    "vmp": ("bortezomib", "melphalan", "prednisone"),
    "isakd": ("isatuximab", "carfilzomib", "dexamethasone"),
    "isapd": ("isatuximab", "pomalidomide", "dexamethasone"),
    "dcep": ("dexamethasone", "cyclophosphamide", "etoposide", "cisplatin"),
    "vdt-pace": ("bortezomib", "dexamethasone", "thalidomide", "cisplatin", "doxorubicin", "cyclophosphamide", "etoposide"),
}
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
    """Ingredient and class; refused where the spelling is not known."""
    known = BY_NAME.get(" ".join(name.split()).casefold())
    if known is None:
        raise Refusal(Code.UNKNOWN_DRUG, "drug", f"{name!r} is not a drug of the list; check the spelling.")
    return known


def regimen(name: str) -> tuple[str, ...]:
    """The ingredients of a regimen by its short name, as `VRd` or `IsaKd`; refused where it is not known."""
    known = LETTERS.get(name.strip().casefold())
    if known is None:
        raise Refusal(Code.UNKNOWN_DRUG, "drug", f"{name!r} is not a regimen of the list; enter its drugs one by one.")
    return known


def washout_class(name: str) -> WashoutClass | None:
    """Which row of the washout table a drug follows; None where there is no row (earlier CAR-T, bone agents)."""
    return WASHOUTS.get(named(name)[1])


def is_triple_class(names: Iterable[str]) -> bool:
    """A proteasome inhibitor, an immunomodulator and an anti-CD38 antibody among those given (or refractory to, if those are passed)."""
    return has(TRIPLE, names)


def is_penta_drug(names: Iterable[str]) -> bool:
    """Two proteasome inhibitors, two immunomodulators and an anti-CD38 antibody among them."""
    return has(PENTA, names)


def has(least: Mapping[DrugClass, int], names: Iterable[str]) -> bool:
    """Different ingredients are counted, whatever brand they were given as."""
    drugs = {named(name) for name in names}
    return all(sum(kind is wanted for _, kind in drugs) >= number for wanted, number in least.items())


DRUG_CLASS: Final = Tool("drug_class", "Class of a drug", DrugInputs, drug_class, "1", LABELS)
