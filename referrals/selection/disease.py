"""Facts from diagnoses and other conditions: by ICD-10-CM code, or by a word of the name. Pure.

Room: referrals.selection. A condition that is listed says yes; one that is not listed says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from referrals.selection.criteria import Fact
from referrals.selection.record import Condition, Record

SAID: Final = {"yes": True, "no": False}
HALF_A_YEAR: Final = timedelta(days=183)
HIGH_RISK: Final = re.compile(r"del\(?17p|t\(4;14|t\(14;16|t\(14;20|tp53|(1q\s*(gain|\+|amp))|((gain|amp)\w*\(?\s*1q)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """Codes by their beginning, and words of a name. `recent`: only if it began in the last half year, or has no day."""

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    recent: bool = False
    only_now: bool = False

    def fits(self, one: Condition, record: Record) -> bool:
        if self.only_now and one.is_over:
            return False
        if self.recent and one.on is not None and record.today - one.on > HALF_A_YEAR:
            return False
        code, name = one.icd10.upper(), one.name.casefold()
        return (bool(code) and code.startswith(self.codes)) or any(re.search(rf"\b{word}", name) for word in self.words)


SIGNS: Final[Mapping[str, Signs]] = {
    "myeloma": Signs(("C90.0", "C90.1"), ("myeloma",)),
    "plasma_cell_leukemia": Signs(("C90.1",), ("plasma cell leukemia", "plasma cell leukaemia")),
    "amyloidosis_or_poems": Signs(("E85", "C88.0", "D47.Z9"), ("amyloid", "poems", "waldenstr")),
    "prior_allogeneic_hct": Signs(("D89.81", "T86.0"), ("allogeneic", "graft-versus-host")),
    "dialysis": Signs(("Z99.2",), ("dialysis",), only_now=True),
    "needs_oxygen": Signs(("Z99.81",), ("oxygen dependen", "home oxygen"), only_now=True),
    "viral_hepatitis_or_hiv": Signs(("B16", "B17.1", "B18.0", "B18.1", "B18.2", "B20"), ("hepatitis b", "hepatitis c", "hiv"), False, True),
    "stroke_or_seizure": Signs(("I60", "I61", "I63", "I64", "G40", "R56"), ("stroke", "seizure", "epilep"), recent=True),
    "parkinsonism": Signs(("G20", "G21", "G30", "G31", "G12.2"), ("parkinson", "neurodegenerat", "dementia")),
    "cns_involvement": Signs(("C79.3", "C70", "C79.4"), ("cns myeloma", "meningeal", "leptomeningeal")),
    "active_infection": Signs(("A15", "A40", "A41", "J12", "J13", "J15", "J18", "M86.1"), ("sepsis", "pneumonia"), True, True),
}  # fmt: skip  # a table: one row a line


def listed(signs: Signs) -> Callable[[Record], Fact | None]:
    def reader(record: Record) -> Fact | None:
        one = next((one for one in record.conditions if signs.fits(one, record)), None)
        return None if one is None else Fact(True, one.on, f"conditions of the record: {one.name or one.icd10}")

    return reader


def cytogenetics(record: Record) -> Fact | None:
    """High risk by any one of the findings the label trials counted; other findings entered say no."""
    if not record.cytogenetics:
        return None
    high = [one for one in record.cytogenetics if HIGH_RISK.search(one)]
    return Fact(bool(high), record.diagnosed_on, f"cytogenetics: {', '.join(high or record.cytogenetics)}")


def extramedullary(record: Record) -> Fact | None:
    answer = SAID.get(record.extramedullary)
    return None if answer is None else Fact(answer, record.diagnosed_on, "diagnosis")


DISEASE: Final[Mapping[str, Callable[[Record], Fact | None]]] = {
    **{key: listed(signs) for key, signs in SIGNS.items()},
    "high_risk_cytogenetics": cytogenetics,
    "extramedullary": extramedullary,
}
