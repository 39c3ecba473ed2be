"""Rule sets from their sources: labels from the tools' own rows, trials and the usual center limits from dated files of `rules/`.

Room: referrals.selection. Knows no row. A threshold that the tools hold is taken from them and never written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from patients.clinical.labels import ADULT, LABELS, Label, Product
from patients.clinical.trials import MARROW, NOT_A_RULE, TRIALS, Profile, Range, Trial
from referrals.selection.criteria import Compare, Criterion
from referrals.selection.keys import KEYS
from referrals.selection.states import PRODUCTS, RuleKind
from referrals.selection.writing import BadCriterion, parsed

FOLDER: Final = Path(__file__).parent / "rules"
TAKES: Final = frozenset(
    {"kind", "key", "title", "product", "number", "effective_on", "source", "caution", "approval", "profile", "kidney", "criteria"}
)
OF_LABEL: Final = "Taken from the text of the label."
OF_FILE: Final = "Not yet approved by a clinician."


class BadRules(ValueError):
    """Files that can't be used; one sentence for each fault."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One version of one set for everybody."""

    kind: RuleKind
    key: str
    title: str
    product: str
    number: int
    effective_on: date
    source: str
    caution: str
    approval: str
    criteria: tuple[Criterion, ...]


def everything(folder: Path = FOLDER) -> list[RuleFile]:
    """Labels, then the files; raises BadRules with every fault of every file."""
    found, faults = list(labels()), list[str]()
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(read(path))
        except BadCriterion as bad:
            faults.append(f"{path.name}: {bad}")
    if faults:
        raise BadRules(*faults)
    return found


def labels() -> Iterator[RuleFile]:
    for product in Product:
        versions = sorted((one for one in LABELS if one.product is product), key=lambda one: one.effective_on)
        for number, label in enumerate(versions, 1):
            title = f"{PRODUCTS[product].rsplit('(', 1)[1].rstrip(')')} label"
            yield RuleFile(
                RuleKind.LABEL, f"{product}-label", title, product, number, label.effective_on, label.source, "", OF_LABEL, of_label(label)
            )


def of_label(label: Label) -> tuple[Criterion, ...]:
    """Lines already given; having had a class is enough where the label says so."""
    lines = f"{label.prior_lines} prior line{'s' if label.prior_lines > 1 else ''} or more"
    return (
        Criterion("adult", "An adult", "age", Compare.AT_LEAST, Decimal(ADULT), is_confirmed=True),
        Criterion("prior_lines", lines, "prior_lines", Compare.AT_LEAST, Decimal(label.prior_lines), is_confirmed=True),
        *(Criterion(key, KEYS[key].label, key, Compare.IS, True, is_confirmed=True) for key in label.must_be_yes),
    )


def read(path: Path) -> RuleFile:
    data = yaml.safe_load(path.read_text())
    if not isinstance(data, dict) or (unknown := sorted(set(data) - TAKES)):
        raise BadCriterion(f"nothing is known of {', '.join(unknown) if isinstance(data, dict) else 'this file'}.")
    try:
        kind = RuleKind(data.get("kind", RuleKind.TRIAL))
        profile = Profile(data["profile"]) if "profile" in data else None
        extra = parsed(data.get("criteria") or ())
        about = (str(data["title"]), str(data.get("product", "")), int(data["number"]), data["effective_on"], str(data["source"]))
        key = str(data["key"])
    except (KeyError, ValueError) as fault:
        raise BadCriterion(str(fault)) from None
    caution = str(data.get("caution") or (NOT_A_RULE if kind is RuleKind.TRIAL else ""))
    ranges = tuple(of_ranges(TRIALS[profile], str(data.get("kidney", "crcl")))) if profile else ()
    return RuleFile(kind, key, *about, caution, str(data.get("approval") or OF_FILE), unique((*extra, *ranges)))


def unique(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    codes = [one.code for one in criteria]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise BadCriterion(f"The criterion {twice} stands there twice.")
    return criteria


def of_ranges(trial: Trial, kidney: str) -> Iterator[Criterion]:
    """The tools' ranges as criteria; both ends are inside."""
    for key, limits in trial.ranges.items():
        fact = kidney if key == "crcl" else key
        note = f"The protocol's limit: {trial.kidney}." if key == "crcl" else ""
        yield from ends(key, fact, limits, fewer_platelets(trial) if key == "platelets" else (), note)


def ends(code: str, fact: str, limits: Range, unless: tuple[Criterion, ...], note: str) -> Iterator[Criterion]:
    for compare, limit in ((Compare.AT_LEAST, limits.least), (Compare.AT_MOST, limits.most)):
        if limit is not None:
            words = KEYS[fact].label
            yield Criterion(code, words, fact, compare, limit, unless=unless, note=note, is_confirmed=limits.is_confirmed)


def fewer_platelets(trial: Trial) -> tuple[Criterion, ...]:
    """Fewer are enough where the marrow holds at least half plasma cells."""
    full = trial.platelets_full_marrow
    if full is None or full.least is None:
        return ()
    return (
        Criterion("platelets_full_marrow", KEYS["platelets"].label, "platelets", Compare.AT_LEAST, full.least),
        Criterion("full_marrow", KEYS["marrow_plasma_cell_pct"].label, "marrow_plasma_cell_pct", Compare.AT_LEAST, MARROW),
    )


def by_key(files: list[RuleFile]) -> Mapping[tuple[str, str], list[RuleFile]]:
    """Versions of one set, oldest first."""
    out: dict[tuple[str, str], list[RuleFile]] = {}
    for one in sorted(files, key=lambda one: one.number):
        out.setdefault((one.kind, one.key), []).append(one)
    return out


def plain_of(file: RuleFile) -> dict[str, Any]:
    """The columns of its row, but for the criteria."""
    names = ("kind", "key", "title", "product", "number", "effective_on", "source", "caution", "approval")
    return {name: getattr(file, name) for name in names}
