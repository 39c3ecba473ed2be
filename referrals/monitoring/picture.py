"""The course as a picture: temperatures, the worst grade of each day, drugs against side effects. The chart itself is the ui's.

Room: referrals.monitoring.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from carecoord.ui.charts.course import CourseChart, Given, Graded, GradeRow, Reading
from referrals.models import MonitoringEntry
from referrals.monitoring.clock import WATCHED_THROUGH, day_number
from referrals.monitoring.grading import FEVER, celsius
from referrals.monitoring.questions import QUESTIONS
from referrals.monitoring.states import EpisodeKind
from referrals.monitoring.suggesting import worst_by_day

SHOWN = ("tocilizumab", "dexamethasone", "methylprednisolone", "anakinra")


def chart(entries: Sequence[MonitoringEntry], *, infused: date, today: date) -> CourseChart | None:
    """Of the checks that stand; None while there is none in the two weeks that it draws."""
    within = [one for one in entries if 0 <= one.day <= WATCHED_THROUGH]
    if not within:
        return None
    return CourseChart(
        about="Temperature, grades and drugs by day after infusion",
        day_zero=infused,
        today=min(today, infused + timedelta(days=WATCHED_THROUGH + 1)),
        readings=tuple(Reading(one.at, round(celsius(one.answers), 1)) for one in within if "temperature" in one.answers),
        rows=tuple(row(kind, within, infused) for kind in (EpisodeKind.CRS, EpisodeKind.ICANS)),
        given=tuple(Given(one.at, word(drug)) for one in within for drug in drugs(one) if drug in SHOWN),
        limit=float(FEVER),
        limit_words="Fever from 38.0 °C",
        last_day=WATCHED_THROUGH,
    )


def row(kind: EpisodeKind, entries: Sequence[MonitoringEntry], infused: date) -> GradeRow:
    """A day with a check but without a grade could not be graded; a day without a check is left out and so was missed."""
    worst = dict(worst_by_day(kind, entries))
    days = sorted({one.day_on for one in entries})
    note = "not all that it needs was answered"
    graded = (Graded(day_number(infused, on), worst.get(on), "" if on in worst else note) for on in days)
    return GradeRow(str(kind.label), tuple(graded))


def drugs(entry: MonitoringEntry) -> list[str]:
    found: list[str] = entry.answers.get("drugs", {}).get("value", [])
    return found


def word(drug: str) -> str:
    return dict(QUESTIONS["drugs"].choices)[drug]
