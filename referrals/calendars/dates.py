"""What stands on the calendar of one journey, for whoever looks: days with words for the page, and bare words for what leaves the house.

Room: referrals.calendars. Patients see what is theirs in plain words; staff see every dated step. A feed carries no clinical word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carecoord.ui.charts.calendar import Entry, EntryState
from carecoord.ui.parts import Side
from referrals.models import JourneyStep
from referrals.pathway.protocol import Anchor, Confidence, Step
from referrals.pathway.road import Road
from referrals.pathway.states import StepState

GONE = (StepState.CANCELLED, StepState.SKIPPED, StepState.FAILED)
CERTAIN = {Confidence.PLANNED: EntryState.PLAIN, Confidence.CONFIRMED: EntryState.CONFIRMED, Confidence.ACTUAL: EntryState.DONE}


@dataclass(frozen=True, slots=True)
class Day:
    """One thing on one day. `key` is its own for life, `bare` says what may leave the house, `changes` grows with each move."""

    key: UUID
    on: date
    words: str
    bare: str
    side: Side
    state: EntryState
    changed_at: datetime
    changes: int = 0

    @property
    def entry(self) -> Entry:
        return Entry(self.on, self.words, state=self.state, side=self.side)


def days(current: Road, *, for_person: bool, place: int = 0) -> list[Day]:
    """Every dated thing, in order of days. With `place` only that organization's own steps."""
    found = [*anchors(current, for_person=for_person), *steps(current, for_person=for_person, place=place)]
    return sorted(found, key=lambda day: (day.on, day.words))


def anchors(current: Road, *, for_person: bool) -> Iterator[Day]:
    """Dates of the road itself; a step that sets one of them stands there already."""
    for anchor in current.protocol.anchors:
        row = current.anchors.get(anchor.code)
        if row is None or row.on is None or (for_person and not anchor.plain):
            continue
        words = plain(anchor) if for_person else anchor.label
        state = CERTAIN[Confidence(row.confidence)]
        yield Day(row.pk, row.on, words, bare(anchor.lane, for_person or bool(anchor.plain)), Side(anchor.lane), state, row.set_at)


def steps(current: Road, *, for_person: bool, place: int) -> Iterator[Day]:
    on_road = {code for code, row in current.anchors.items() if row.on}
    changed_at = max((row.set_at for row in current.anchors.values()), default=current.journey.started_at)
    for row in current.live:
        rule = current.rules[row.code]
        if row.due_on is None or row.state in GONE or rule.sets in on_road:
            continue
        if rule.for_patient if for_person else place in (0, row.owner_org_id):
            yield of_step(row, rule, changed_at, for_person=for_person)


def of_step(row: JourneyStep, rule: Step, changed_at: datetime, *, for_person: bool) -> Day:
    words = plain(rule) if for_person else rule.title
    state = EntryState.DONE if row.state == StepState.DONE else EntryState.PLAIN
    day = row.done_on or row.due_on
    assert day is not None  # asked above
    return Day(row.pk, day, words, bare(rule.site, rule.for_patient), Side(row.site), state, row.settled_at or changed_at, row.version)


def plain(one: Step | Anchor) -> str:
    """In the reader's language, as the protocol says it for patients."""
    return (one.plain_es if (get_language() or "").startswith("es") else "") or one.plain


def bare(site: str, is_visit: bool) -> str:
    """Says nothing of health to whoever reads over a shoulder."""
    if site == Side.HOME:
        return _("See your road")
    return _("Visit") if is_visit else _("Call")
