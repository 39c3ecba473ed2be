"""One entry as HTML, in a cell or in a list: hour, label, state in words. A plain string, since a month has hundreds.

Room: carecoord.ui. Every value is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carecoord.ui.charts.calendar.given import EntryState, Placed
from carecoord.ui.dates import clock, patient_day, staff_day
from carecoord.ui.markup import markup
from carecoord.ui.signs import escape


@dataclass(frozen=True, slots=True)
class Style:
    """How the entries of a calendar are written. In a list that leaves out the days in between, `is_listed`, the first tells the last."""

    for_patient: bool = False
    is_listed: bool = False


PLAIN = Style()


def entry_html(placed: Placed, day: date, *, resource: object = "", style: Style = PLAIN) -> SafeString:
    """As it stands on one of its days; after the first it says that it goes on. `resource` is named where no head of a row says it."""
    entry, at = placed.entry, hours(placed, style) if day == placed.first else ""
    parts = (("at", at), ("what", entry.label), ("more", resource), ("more", said(placed, day, style)))
    inner = " ".join(f'<span class="cc-slot__{kind}">{escape(words)}</span>' for kind, words in parts if str(words))
    if entry.href:
        return markup(f'<a class="{kinds(placed, day)}" href="{escape(entry.href)}">{inner}</a>')
    return markup(f'<span class="{kinds(placed, day)}">{inner}</span>')


def kinds(placed: Placed, day: date) -> str:
    entry = placed.entry
    found = ["cc-slot"] + ([f"cc-slot--{entry.state}"] if entry.state else []) + ([f"is-{entry.side}"] if entry.side else [])
    return " ".join(found + (["cc-slot--on"] if day > placed.first else []))


def said(placed: Placed, day: date, style: Style) -> str:
    """State, more, and how long it takes, in one line; after the first day only the last of these."""
    entry = placed.entry
    words = [str(entry.state.word(for_patient=style.for_patient)), str(entry.more)] if day == placed.first else []
    return ", ".join(word for word in (*words, length(placed, day, style)) if word)


def length(placed: Placed, day: date, style: Style) -> str:
    days = (placed.last - placed.first).days + 1
    if days == 1:
        return ""
    if style.is_listed:
        return _("until %(day)s") % {"day": patient_day(placed.last) if style.for_patient else staff_day(placed.last, weekday=True)}
    return _("day %(day)d of %(days)d") % {"day": (day - placed.first).days + 1, "days": days}


def hours(placed: Placed, style: Style) -> str:
    """08:00–12:30, or 8 am for a patient, who is told when to be there; nothing of a whole day."""
    if placed.start is None:
        return ""
    if style.for_patient:
        return clock(placed.start)
    return f"{placed.start:%H:%M}–{placed.stop:%H:%M}" if placed.stop and placed.stop.date() == placed.first else f"{placed.start:%H:%M}"


def is_booked(placed: Placed) -> bool:
    """What was released leaves its place free."""
    return placed.entry.state is not EntryState.RELEASED
