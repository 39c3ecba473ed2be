"""Every clinical tool by its key. Pages and the API are made from this list.

Room: patients.clinical. A new tool is a file with its arithmetic and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from patients.clinical import after_infusion, converting, crs, drugs, icaht, icans, ice, iec_hs, immunoglobulin, washout
from patients.clinical.limits import Table
from patients.clinical.refusals import Code, Refusal
from patients.clinical.tool import Answer, Tool

ALL: Final[tuple[Tool[Any, Any], ...]] = (
    ice.ICE_SCORE,
    crs.CRS_GRADE,
    icans.ICANS_GRADE,
    icaht.ICAHT_EARLY,
    icaht.ICAHT_LATE,
    iec_hs.IEC_HS,
    washout.WASHOUT,
    after_infusion.RESTRICTIONS,
    after_infusion.VACCINE_EARLIEST,
    after_infusion.DAY_POST_INFUSION,
    immunoglobulin.IVIG_FLAG,
    drugs.DRUG_CLASS,
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
