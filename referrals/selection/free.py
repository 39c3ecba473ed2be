"""The first day cells may be collected, by product: the road's own washouts over the drugs of a record.

Room: referrals.selection. The arithmetic is `patients.clinical.washout`, the days are the protocol's and the center's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from referrals.pathway.compiled import for_center
from referrals.pathway.versions import in_effect
from referrals.pathway.washout import ANY, UNCOUNTED, Drugs, of_drugs, treats
from referrals.selection.record import Record
from referrals.selection.states import PRODUCTS


@dataclass(frozen=True, slots=True)
class Free:
    """`on` is None where no last dose is known. `limiting` alone make it so late; `open` are still given, or the center decides."""

    product: str
    on: date | None
    limiting: tuple[str, ...]
    open: tuple[str, ...]
    is_past: bool = False


def earliest(record: Record, center_id: int | None) -> dict[str, Free]:
    """By product; empty where no protocol of it is in effect. Two statements a protocol."""
    given, out = list(drugs(record)), dict[str, Free]()
    for version in in_effect(record.today).filter(product__in=list(PRODUCTS)).order_by("product", "version"):
        found = of_drugs(for_center(version, center_id or 0, record.today), given)
        out[version.product] = free(version.product, found, record.today)
    return out


def free(product: str, found: Drugs, today: date) -> Free:
    is_past = found.earliest is not None and found.earliest <= today
    return Free(product, found.earliest, found.limiting, found.open, is_past)


def drugs(record: Record) -> Iterator[tuple[str, str, date | None]]:
    """(name, class, last dose), as the road takes them: a medicine in use has none, a past one without a day says nothing."""
    for one in record.medicines:
        if one.is_active or one.last_on:
            yield one.name, one.drug_class if treats(one.name, one.drug_class) else UNCOUNTED, one.last_on
    for line in record.lines:
        yield from ((drug.name, drug.drug_class or ANY, drug.last_on) for drug in line.drugs if drug.last_on)
