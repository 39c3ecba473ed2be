"""The file a calendar outside the house reads: no name, no product, no word of health; the page has the rest."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carecoord.interop.ics import CalendarEvent, CalendarFeed, EventStatus, event_uid, ics
from carecoord.ui.charts.calendar import EntryState
from referrals.calendars.dates import Day

BEHIND, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 500
STATUS = {EntryState.PLAIN: EventStatus.TENTATIVE}


def written(days: list[Day], today: date, page: str) -> bytes:
    """From two months ago to a year ahead; several things of one kind on one day are one entry."""
    near = [day for day in days if today - BEHIND <= day.on <= today + AHEAD]
    kept = {(day.on, day.bare): day for day in reversed(near)}
    events = tuple(event(day, page) for day in sorted(kept.values(), key=lambda day: (day.on, day.bare))[:MOST])
    return ics(CalendarFeed(_("My calendar"), events, language=(get_language() or "en")[:2]))


def event(day: Day, page: str) -> CalendarEvent:
    return CalendarEvent(
        uid=event_uid("road", day.key),
        title=day.bare,
        starts=day.on,
        changed_at=day.changed_at,
        sequence=day.changes,
        status=STATUS.get(day.state, EventStatus.CONFIRMED),
        url=page,
    )
