"""Dates and instants in words: staff read 22-Nov-2026 and 17:00, patients "Wed, Nov 25 at 9:30 am".

Room: carecoord.ui. Only how a date is written; when something is due is `due.py`, what is due is an app's business.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from django.utils import timezone
from django.utils.translation import get_language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MESES = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
DIAS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
ZONES = {
    "America/New_York": "Eastern",
    "America/Detroit": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic",
}


def local(value: datetime, zone: tzinfo | None = None) -> datetime:
    """The instant on the clock of `zone`, or of the zone now active."""
    return timezone.localtime(value, zone)


def on(value: date | datetime, zone: tzinfo | None = None) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def zone_word(zone: tzinfo | None = None) -> str:
    """What people call a zone: "Central" for America/Chicago."""
    name = str(zone or timezone.get_current_timezone())
    return ZONES.get(name, name.rsplit("/", 1)[-1].replace("_", " "))


def staff_day(value: date | datetime, *, weekday: bool = False, year: bool = True, zone: tzinfo | None = None) -> str:
    """22-Nov-2026, or Wed 25-Nov-2026 where a choice depends on the weekday."""
    day = on(value, zone)
    words = f"{day.day:02d}-{MONTHS[day.month - 1]}" + (f"-{day.year}" if year else "")
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def staff_moment(value: datetime, *, weekday: bool = False, zone: tzinfo | None = None, named: bool = False) -> str:
    """20-Nov-2026, 17:24; `named` adds the zone, as is done once a page."""
    here = local(value, zone)
    words = f"{staff_day(here.date(), weekday=weekday)}, {here:%H:%M}"
    return f"{words} {zone_word(zone)}" if named else words


def patient_day(value: date | datetime, *, today: date | None = None, zone: tzinfo | None = None) -> str:
    """Wed, Nov 25; the year only when it is another year than today's."""
    day, year = on(value, zone), (today or timezone.localdate(timezone=zone)).year
    if is_spanish():
        return f"{DIAS[day.weekday()]} {day.day} de {MESES[day.month - 1]}" + (f" de {day.year}" if day.year != year else "")
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}" + (f", {day.year}" if day.year != year else "")


def clock(value: datetime, zone: tzinfo | None = None) -> str:
    """9:30 am; on the hour 9 am."""
    at = local(value, zone)
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"


def patient_moment(value: datetime, *, today: date | None = None, zone: tzinfo | None = None) -> str:
    """Wed, Nov 25 at 9:30 am; in Spanish mié 25 de nov a las 9:30 am."""
    joined = ("a la" if local(value, zone).hour % 12 == 1 else "a las") if is_spanish() else "at"
    return f"{patient_day(value, today=today, zone=zone)} {joined} {clock(value, zone)}"


def is_spanish() -> bool:
    return (get_language() or "").startswith("es")
