"""Drug names and what follows from them."""

from __future__ import annotations

import pytest

from patients.clinical import drugs
from patients.clinical.washout import WashoutClass
from tests.patients.clinical.asking import ask, refused


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bortezomib", "proteasome_inhibitor"), ("KYPROLIS", "proteasome_inhibitor"), (" Revlimid ", "immunomodulatory"),
     ("mezigdomide", "celmod"), ("Darzalex  Faspro", "anti_cd38"), ("elotuzumab", "anti_slamf7"), ("Tecvayli", "bispecific_bcma"),
     ("talquetamab", "bispecific_gprc5d"), ("cevostamab", "bispecific_fcrh5"), ("Blenrep", "adc_bcma"), ("Abecma", "cart_bcma"),
     ("ciltacabtagene autoleucel", "cart_bcma"), ("melflufen", "alkylator"), ("Treanda", "alkylator"), ("Xpovio", "xpo1_inhibitor"),
     ("venetoclax", "bcl2_inhibitor"), ("panobinostat", "hdac_inhibitor"), ("doxorubicin", "anthracycline"), ("DCEP", "platinum_etoposide"),
     ("dexamethasone", "corticosteroid"), ("denosumab", "bone_agent")],
)  # fmt: skip  # a table: one row a line
def test_classes(name: str, expected: str) -> None:
    assert ask("drug_class", drug=name) == {"class": expected}


@pytest.mark.parametrize("name", ["bortezomab", "dara", "velcade 1.3 mg", "revlimid/dex", "x"])
def test_unknown_spellings_are_refused(name: str) -> None:
    assert refused("drug_class", drug=name) == ("unknown_drug", "drug")


def test_blank_and_numbers() -> None:
    assert refused("drug_class", drug=" ") == ("missing_input", "drug")
    assert refused("drug_class", drug=7) == ("invalid_choice", "drug")


def test_which_washout_a_drug_follows() -> None:
    assert drugs.washout_class("Darzalex") is WashoutClass.MONOCLONAL_ANTIBODY
    assert drugs.washout_class("Blenrep") is WashoutClass.BISPECIFIC
    assert drugs.washout_class("Zometa") is None
    assert drugs.washout_class("Abecma") is None
