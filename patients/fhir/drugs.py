"""Which class a drug belongs to, by RxNorm ingredient or by a name within the text; and which drugs the banner must warn of.

Room: patients.fhir. Ingredient codes are RxNorm's (public domain, NLM); a name not listed here is `other`, never guessed.
"""

from __future__ import annotations

import re

from patients.models import DrugClass

INGREDIENTS: dict[str, tuple[DrugClass, str]] = {
    "bortezomib": (DrugClass.PROTEASOME_INHIBITOR, "358258"),
    "velcade": (DrugClass.PROTEASOME_INHIBITOR, ""),
    "carfilzomib": (DrugClass.PROTEASOME_INHIBITOR, "1302966"),
    "kyprolis": (DrugClass.PROTEASOME_INHIBITOR, ""),
    "ixazomib": (DrugClass.PROTEASOME_INHIBITOR, "1723735"),
    "ninlaro": (DrugClass.PROTEASOME_INHIBITOR, ""),
    "lenalidomide": (DrugClass.IMID, "342369"),
    "revlimid": (DrugClass.IMID, ""),
    "pomalidomide": (DrugClass.IMID, "1369713"),
    "pomalyst": (DrugClass.IMID, ""),
    "thalidomide": (DrugClass.IMID, "10432"),
    "daratumumab": (DrugClass.ANTI_CD38, "1721947"),
    "darzalex": (DrugClass.ANTI_CD38, ""),
    "isatuximab": (DrugClass.ANTI_CD38, "2282018"),
    "sarclisa": (DrugClass.ANTI_CD38, ""),
    "elotuzumab": (DrugClass.SLAMF7, "1726104"),
    "melphalan": (DrugClass.ALKYLATOR, "6718"),
    "cyclophosphamide": (DrugClass.ALKYLATOR, "3002"),
    "bendamustine": (DrugClass.ALKYLATOR, ""),
    "dexamethasone": (DrugClass.STEROID, "3264"),
    "prednisone": (DrugClass.STEROID, ""),
    "prednisolone": (DrugClass.STEROID, ""),
    "methylprednisolone": (DrugClass.STEROID, ""),
    "doxorubicin": (DrugClass.ANTHRACYCLINE, ""),
    "selinexor": (DrugClass.XPO1, "2178390"),
    "venetoclax": (DrugClass.BCL2, "1747556"),
    "panobinostat": (DrugClass.HDAC, "1603350"),
    "belantamab": (DrugClass.BCMA_ADC, ""),
    "blenrep": (DrugClass.BCMA_ADC, ""),
    "teclistamab": (DrugClass.BCMA_BISPECIFIC, ""),
    "elranatamab": (DrugClass.BCMA_BISPECIFIC, ""),
    "linvoseltamab": (DrugClass.BCMA_BISPECIFIC, ""),
    "talquetamab": (DrugClass.GPRC5D_BISPECIFIC, ""),
    "idecabtagene": (DrugClass.BCMA_CART, "2536430"),
    "abecma": (DrugClass.BCMA_CART, "2536435"),
    "ciltacabtagene": (DrugClass.BCMA_CART, ""),
    "carvykti": (DrugClass.BCMA_CART, ""),
}
BY_CODE = {code: kind for kind, code in INGREDIENTS.values() if code}
ANTICOAGULANTS = frozenset(
    {"warfarin", "apixaban", "rivaroxaban", "edoxaban", "dabigatran", "enoxaparin", "dalteparin", "fondaparinux", "heparin"}
)
WORD = re.compile(r"[a-z]{4,}")


def drug_class(name: str, rxnorm: str = "") -> DrugClass:
    """The class by ingredient code, else by the first known name in the text."""
    if rxnorm in BY_CODE:
        return BY_CODE[rxnorm]
    return next((INGREDIENTS[word][0] for word in _words(name) if word in INGREDIENTS), DrugClass.OTHER)


def is_alert(name: str) -> bool:
    """An anticoagulant, which whoever collects cells must know about."""
    return any(word in ANTICOAGULANTS for word in _words(name))


def _words(name: str) -> list[str]:
    return WORD.findall(name.casefold())
