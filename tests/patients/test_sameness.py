"""How alike two people are: examples, and precision and recall on the FEBRL data nobody here made."""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from pathlib import Path

import pytest

from patients.clinical.sameness import Traits, alike, close_days, likeness

DATA = next((p / "shared/data" for p in Path(__file__).parents if (p / "shared/data").is_dir()), Path("shared/data"))
FEBRL = DATA / "csv/febrl/dataset1.csv"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("martha", "marhta", 0.96, 0.97),
        ("dixon", "dicksonx", 0.81, 0.82),
        ("okafor", "okafor", 1, 1),
        ("okafor", "", 0, 0),
        ("abc", "xyz", 0, 0),
    ],
)
def test_jaro_winkler(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most
    assert alike(one, other) == pytest.approx(alike(other, one))


def test_close_days() -> None:
    day = datetime.date(1961, 6, 2)
    assert close_days(day, datetime.date(1961, 2, 6))
    assert close_days(day, datetime.date(1967, 6, 2))
    assert not close_days(day, datetime.date(1962, 7, 2))


def test_unknown_counts_neither_way() -> None:
    bare = Traits("okafor", "denise")
    assert likeness(bare, bare).score == 45
    assert not likeness(bare, bare).is_likely


def day(raw: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(raw.strip(), "%Y%m%d").date()  # noqa: DTZ007 - a birth date has no zone
    except ValueError:
        return None


@pytest.mark.real_data
def test_on_febrl() -> None:
    if not FEBRL.exists():
        pytest.skip(f"{FEBRL.name} is not here: the duplicates of FEBRL were not measured")
    people: dict[str, Traits] = {}
    with FEBRL.open(encoding="utf-8") as file:
        found = list(csv.DictReader(file, skipinitialspace=True))
    for row in found:
        row = {str(k).strip(): (v or "").strip() for k, v in row.items()}
        people[row["rec_id"]] = Traits(row["surname"], row["given_name"], day(row["date_of_birth"]), "", "", row["postcode"])
    blocks: dict[object, set[str]] = defaultdict(set)
    for key, who in people.items():
        for block in filter(None, (who.family[:4], who.given[:4], who.birth_on)):  # as `likely_same` asks the database
            blocks[block].add(key)
    pairs = {tuple(sorted((a, b))) for block in blocks.values() for a in block for b in block if a < b}
    warned = {pair for pair in pairs if likeness(people[pair[0]], people[pair[1]]).is_likely}
    true = {pair for pair in warned if pair[0].split("-")[1] == pair[1].split("-")[1]}
    copies = sum(key.endswith("dup-0") for key in people)
    print(f"FEBRL: {len(true)} of {copies} found, {len(warned) - len(true)} false warnings")  # noqa: T201  # the figure, for a run with -s
    assert len(true) / copies >= 0.8
    assert len(warned) - len(true) <= copies * 0.02
