"""How far a trial's sites are: straight miles, computed by the database from degrees that were looked up once, at the import."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from carecoord.interop.zips import EARTH_MILES, Coordinates, coordinates
from referrals.models import TrialSite
from referrals.trials.states import OPEN

AT_HOME: Final = frozenset({"", "united states", "usa", "us", "puerto rico"})


def degrees(zip_code: str, country: str) -> tuple[float, float] | None:
    """Where a US ZIP is; a code of five digits elsewhere means another place."""
    if country.casefold() not in AT_HOME:
        return None
    found = coordinates(zip_code)
    return (found.latitude, found.longitude) if found else None


def miles_from(start: Coordinates) -> Combinable:
    """Great-circle miles (haversine), the same as `carecoord.interop.zips.miles`."""
    south, west = Radians(Value(start.latitude)), Radians(Value(start.longitude))
    north, east = Radians(F("latitude")), Radians(F("longitude"))
    bend = Power(Sin((north - south) / Value(2.0)), 2) + Cos(south) * Cos(north) * Power(Sin((east - west) / Value(2.0)), 2)
    return Value(2 * EARTH_MILES) * ASin(Sqrt(Least(bend, Value(1.0), output_field=FloatField())))


def with_miles(rows: QuerySet[TrialSite], start: Coordinates | None) -> QuerySet[Any]:
    """Annotated with `miles` and whether the site takes patients; open ones first, then the nearest."""
    is_open = Q(status__in=sorted(OPEN)) | Q(status="", trial__status__in=sorted(OPEN))
    far: Any = miles_from(start) if start else Value(None, output_field=FloatField())
    marked = rows.annotate(miles=far, takes=Case(When(is_open, then=Value(True)), default=Value(False)))
    return marked.order_by("trial_id", "-takes", F("miles").asc(nulls_last=True), "place")


def nearest(trial_ids: Collection[int], start: Coordinates | None) -> dict[int, TrialSite]:
    """For each trial the nearest site that takes patients, else the nearest of all. One statement."""
    rows = with_miles(TrialSite.objects.filter(trial_id__in=trial_ids).defer("contacts"), start)
    return {row.trial_id: row for row in rows.distinct("trial_id")}


def whole(miles: float | None) -> int | None:
    return None if miles is None else round(miles)
