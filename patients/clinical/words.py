"""How a choice is said to people: the few that can't be read from their own spelling, and a rule for the rest.

Room: patients.clinical. English only, for staff pages; patient pages have their own wording and translation.
"""

from __future__ import annotations

from typing import Final

SPECIAL: Final = {
    "nasal_cannula_low_flow": "Nasal cannula, up to 6 L/min",
    "high_flow_nasal_cannula": "High-flow nasal cannula, above 6 L/min",
    "blow_by": "Blow-by",
    "non_rebreather": "Non-rebreather mask",
    "venturi": "Venturi mask",
    "cpap": "CPAP",
    "bipap": "BiPAP",
    "mechanical_ventilation": "Intubated, mechanical ventilation",
    "angiotensin_ii": "Angiotensin II",
    "awake": "Awake on their own",
    "awakens_to_voice": "To voice",
    "awakens_to_touch": "Only to touch",
    "unarousable": "Can't be woken, or only by vigorous stimuli",
    "brief_resolved": "One that stopped quickly, or on EEG only",
    "prolonged_gt_5min": "Longer than 5 minutes",
    "repetitive_no_recovery": "One after another, without recovery between",
    "focal": "Focal, on imaging",
    "diffuse": "Diffuse, or posturing",
    "autologous_hct": "Autologous transplant",
    "allogeneic_hct": "Allogeneic transplant",
    "gcsf": "G-CSF",
    "pegylated_gcsf": "Pegylated G-CSF",
    "covid19": "COVID-19",
    "influenza_inactivated": "Influenza, inactivated",
    "inactivated_other": "Another inactivated vaccine",
    "live": "A live vaccine",
    "2025": "Label since June 2025",
    "rems": "REMS (until June 2025)",
    "cartitude-1": "CARTITUDE-1",
    "cartitude-4": "CARTITUDE-4",
    "karmma-3": "KarMMa-3",
    "ide-cel": "ide-cel (Abecma)",
    "cilta-cel": "cilta-cel (Carvykti)",
    "sCR": "sCR",
}


def said(choice: str) -> str:
    """A choice's value in words: "cannot_wake" is "Cannot wake"."""
    words = choice.replace("_", " ")
    return SPECIAL.get(choice, words[:1].upper() + words[1:])


UNITS: Final = {"degC": "°C", "degF": "°F", "/uL": "/µL", "K/uL": "K/µL", "10^9/L": "10⁹/L"}


def unit_said(unit: str) -> str:
    """A unit as people read it; it is sent and kept as it is spelt in the table of units."""
    return UNITS.get(unit, unit)
