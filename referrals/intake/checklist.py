"""Which list holds for a center and product on a day: the center's own newest for the product, its own for all, or the common one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import Organization
from referrals.models import IntakeChecklist

FOLDER = Path(__file__).parent / "checklists"
WHEN = {"submit": "To submit", "consult": "Before consult", "apheresis": "Before apheresis"}


@dataclass(frozen=True)
class Item:
    """One thing a center needs. `document` names the kind of file that meets it; `max_age_days` how old a result may be."""

    code: str
    label: str
    group: str
    when: str
    document: str = ""
    max_age_days: int | None = None


@dataclass(frozen=True)
class Checklist:
    version: str
    source: str
    items: tuple[Item, ...]


class BadChecklist(ValueError):
    """A list that cannot be used; the message names the item at fault."""


def parse(version: str, source: str, items: Iterable[dict[str, Any]]) -> Checklist:
    out = [_item(number, raw) for number, raw in enumerate(items, 1)]
    codes = [item.code for item in out]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise BadChecklist(f"Listed twice: {', '.join(sorted(twice))}.")
    return Checklist(version, source, tuple(out))


def _item(number: int, raw: dict[str, Any]) -> Item:
    try:
        item = Item(**raw)
    except TypeError as fault:
        raise BadChecklist(f"Item {number} needs code, label, group and when, and may have document and max_age_days.") from fault
    if item.when not in WHEN:
        raise BadChecklist(f"Item {number}: when is submit, consult or apheresis.")
    return item


@cache
def common() -> Checklist:
    """The newest common list of the files beside this module."""
    files = [yaml.safe_load(path.read_text()) for path in FOLDER.glob("common-*.yaml")]
    newest = max(files, key=lambda data: data["effective_on"])
    return parse(newest["version"], newest["source"], newest["items"])


def checklist_for(center: Organization | None, products: list[str]) -> Checklist:
    if center is None:
        return common()
    rows = IntakeChecklist.objects.filter(Q(product="") | Q(product__in=products), center=center, effective_on__lte=timezone.localdate())
    row = rows.order_by("-product", "-effective_on", "-version").first()
    if row is None:
        return common()
    return parse(f"{center.short_name}-{row.version}", row.source, row.items)
