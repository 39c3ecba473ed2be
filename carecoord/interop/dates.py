"""FHIR dates and instants with the precision they were written in. A year alone is never turned into a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import IntEnum

from carecoord.interop.elements import Element
from carecoord.interop.faults import Fault

WRITTEN = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(?P<fraction>\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
PLAUSIBLE = range(1850, 2151)


class Precision(IntEnum):
    YEAR = 1
    MONTH = 2
    DAY = 3
    TIME = 4


@dataclass(frozen=True)
class When:
    """`at` is the first instant that the text can mean; aware only when a zone was written."""

    at: datetime
    precision: Precision
    written: str

    @property
    def day(self) -> date | None:
        """The calendar day as the sender wrote it, or None when the text is less precise than that."""
        return self.at.date() if self.precision >= Precision.DAY else None

    def instant(self, zone: tzinfo) -> datetime | None:
        """The instant; a day alone begins at midnight in `zone`."""
        if self.precision < Precision.DAY:
            return None
        return self.at.astimezone(UTC) if self.at.tzinfo else self.at.replace(tzinfo=zone)


def read(text: str, path: str) -> When:
    """Parse an R4 date, dateTime or instant; anything else is a Fault."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        raise Fault(f"“{text[:30]}” is not a date as FHIR writes it (YYYY-MM-DD).", path=path)
    part = match.groupdict()
    try:
        at = datetime(  # the zone comes next, if one was written
            int(part["year"]),
            int(part["month"] or 1),
            int(part["day"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            min(int(part["second"] or 0), 59),  # a leap second is a second like the one before it
            int((part["fraction"] or ".0")[1:7].ljust(6, "0")),
            tzinfo=_zone(part["zone"]),
        )
    except ValueError:
        raise Fault(f"“{text[:30]}” is not a day of the calendar.", path=path) from None
    if at.year not in PLAUSIBLE:
        raise Fault(f"The year {at.year} cannot be right.", path=path)
    return When(at, _precision(part), text.strip())


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def _precision(part: dict[str, str | None]) -> Precision:
    if part["hour"]:
        return Precision.TIME
    if part["day"]:
        return Precision.DAY
    return Precision.MONTH if part["month"] else Precision.YEAR


def under(element: Element, name: str) -> When | None:
    """The date under `name`, or None when there is none."""
    text = element.text(name)
    return read(text, f"{element.path}.{name}") if text else None


def choice(element: Element, name: str) -> tuple[When | None, When | None]:
    """Start and end of a choice element: `effective` is found as effectiveDateTime, effectiveInstant, effectiveDate or effectivePeriod."""
    for suffix in ("DateTime", "Instant", "Date"):
        when = under(element, f"{name}{suffix}")
        if when:
            return when, None
    period = element.one(f"{name}Period")
    return (under(period, "start"), under(period, "end")) if period else (None, None)
