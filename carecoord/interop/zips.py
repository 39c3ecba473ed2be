"""Where a US ZIP code is, without a network: coordinates from the `zipcodes` package (MIT), and miles between two places.

Straight lines, not roads: good for "about 140 miles away", no more.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

EARTH_MILES = 3958.7613  # mean radius, IUGG


class Coordinates(NamedTuple):
    """Degrees, WGS 84. `is_exact` is False when only the first three digits were known and the middle of that area is given."""

    latitude: float
    longitude: float
    is_exact: bool = True


@lru_cache(maxsize=4096)
def _exact(zip_code: str) -> Coordinates | None:
    """The package keeps its table in about 37 MB outside Python, loaded at the first question; asking it row by row costs half a
    millisecond, and a Python copy of the whole would cost 100 MB."""
    import zipcodes

    return next((_place(row) for row in zipcodes.matching(zip_code)), None)  # type: ignore[no-untyped-call]  # the package has no types


@lru_cache(maxsize=1000)
def _area(prefix: str) -> Coordinates | None:
    """The middle of a three-digit area."""
    import zipcodes

    places = [_place(row) for row in zipcodes.similar_to(prefix)]  # type: ignore[no-untyped-call]  # as above
    if not places:
        return None
    return Coordinates(sum(p.latitude for p in places) / len(places), sum(p.longitude for p in places) / len(places), is_exact=False)


def _place(row: dict[str, Any]) -> Coordinates:
    return Coordinates(float(row["lat"]), float(row["long"]))


def coordinates(zip_code: str) -> Coordinates | None:
    """Where a ZIP is; ZIP+4 is fine with or without the hyphen. None when even its first three digits are unknown."""
    digits = "".join(c for c in zip_code if c in "0123456789")
    if len(digits) not in (5, 9):
        return None
    return _exact(digits[:5]) or _area(digits[:3])


def miles(start: Coordinates, end: Coordinates) -> float:
    """Great-circle distance in miles (haversine)."""
    p, q = math.radians(start.latitude), math.radians(end.latitude)
    east = math.radians(end.longitude - start.longitude)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
    return 2 * EARTH_MILES * math.asin(math.sqrt(min(h, 1.0)))


def miles_between(zip_code: str, other: str) -> int | None:
    """Whole miles between two ZIP codes, or None when one of them is not known."""
    start, end = coordinates(zip_code), coordinates(other)
    return round(miles(start, end)) if start and end else None
