"""How alike two descriptions of a person are, as a score from 0 to 100 with reasons. Pure arithmetic: no Django, no I/O.

Room: patients.clinical. It never decides that two records are one person; somebody who can ask does. Name likeness is Jaro-Winkler
(Winkler 1990). Weights and threshold were chosen on the FEBRL data (tests/patients/test_sameness.py measures them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LIKELY = 50
NAME, BIRTH, BIRTH_CLOSE, SEX, SEX_DIFFERS, PHONE, ZIP = 45, 32, 20, 3, 12, 18, 8


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared. Names are keys: lower case, no accents. Empty means not known and counts neither way."""

    family: str
    given: str
    birth_on: date | None = None
    sex: str = ""
    phone: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def likeness(one: Traits, other: Traits) -> Likeness:
    parts = [name_part(one, other), birth_part(one, other), sex_part(one, other), phone_part(one, other), zip_part(one, other)]
    score = sum(points for points, _ in parts)
    return Likeness(max(0, min(100, round(score))), tuple(reason for _, reason in parts if reason))


def name_part(one: Traits, other: Traits) -> tuple[float, str]:
    """The better of straight and swapped names; below 0.75 a name speaks against it."""
    straight = both_alike((one.family, other.family), (one.given, other.given))
    swapped = both_alike((one.family, other.given), (one.given, other.family))
    best = max(straight, swapped)
    if best == 1:
        return NAME, "Same name" if straight == 1 else "Same name, first and last swapped"
    return (NAME * max((best - 0.75) * 4, -1), "Names are close" if best >= 0.85 else "")


def birth_part(one: Traits, other: Traits) -> tuple[float, str]:
    if one.birth_on is None or other.birth_on is None:
        return 0, ""
    if one.birth_on == other.birth_on:
        return BIRTH, "Same date of birth"
    if close_days(one.birth_on, other.birth_on):
        return BIRTH_CLOSE, "Dates of birth differ by a slip"
    return -BIRTH_CLOSE, ""


def sex_part(one: Traits, other: Traits) -> tuple[float, str]:
    known = {"female", "male"}
    if one.sex not in known or other.sex not in known:
        return 0, ""
    return (SEX, "") if one.sex == other.sex else (-SEX_DIFFERS, "")


def phone_part(one: Traits, other: Traits) -> tuple[float, str]:
    mine, theirs = digits(one.phone), digits(other.phone)
    return (PHONE, "Same phone") if mine and mine == theirs else (0, "")


def zip_part(one: Traits, other: Traits) -> tuple[float, str]:
    return (ZIP, "Same ZIP") if one.zip_code and one.zip_code[:5] == other.zip_code[:5] else (0, "")


def digits(phone: str) -> str:
    """The last ten digits, so that a country code makes no difference."""
    return "".join(c for c in phone if c.isdigit())[-10:]


def close_days(one: date, other: date) -> bool:
    """One slip of the pen: day and month swapped, or one differing digit."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    pairs = zip(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"), strict=True)
    return sum(a != b for a, b in pairs) == 1


def both_alike(*pairs: tuple[str, str]) -> float:
    """The mean over pairs where both are known; a half-known name can be no more than close."""
    known = [alike(one, other) for one, other in pairs if one and other]
    if not known:
        return 0.0
    return sum(known) / len(known) if len(known) == len(pairs) else min(known[0], 0.95)


def alike(one: str, other: str) -> float:
    """Jaro-Winkler, 0 to 1; two empty names are not alike."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    jaro = jaro_of(one, other)
    prefix = next((i for i, (a, b) in enumerate(zip(one[:4], other[:4], strict=False)) if a != b), min(len(one), len(other), 4))
    return jaro + prefix * 0.1 * (1 - jaro) if jaro > 0.7 else jaro


def jaro_of(one: str, other: str) -> float:
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    taken: list[int] = []
    mine = ""
    for i, letter in enumerate(one):
        for j in range(max(0, i - window), min(len(other), i + window + 1)):
            if j not in taken and other[j] == letter:
                taken.append(j)
                mine += letter
                break
    if not mine:
        return 0.0
    theirs = "".join(other[j] for j in sorted(taken))
    swaps = sum(a != b for a, b in zip(mine, theirs, strict=True)) / 2
    return (len(mine) / len(one) + len(mine) / len(other) + (len(mine) - swaps) / len(mine)) / 3
