"""The course over the days as a frozen screen: each day with its checks, what is missing, side effects, what a person may confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.charts.course import CourseChart
from carecoord.ui.parts import Banner, Tag, Tone
from referrals.models import Journey, JourneyStep, MonitoringEntry, ToxicityEpisode
from referrals.monitoring import clock, picture
from referrals.monitoring.infused import infused_on
from referrals.monitoring.ladder import CHECK_STEP
from referrals.monitoring.permissions import Permission
from referrals.monitoring.questions import QUESTIONS, in_words
from referrals.monitoring.states import EpisodeState
from referrals.monitoring.suggesting import Suggestion, suggest
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.pathway import journeys
from referrals.pathway.states import OPEN
from referrals.states import Side

MOST = 200  # checks of one journey that a page reads
GRAVE = 3
IN_TABLE = ("temperature", "systolic", "spo2", "oxygen")


@dataclass(frozen=True)
class Row:
    """One check in the table."""

    entry: MonitoringEntry
    values: tuple[tuple[str, str], ...]
    drugs: str
    has_sample: bool
    standing: bool
    why_not: str = ""


@dataclass(frozen=True)
class Day:
    """One local day. `tag` says that a check is missing."""

    on: date
    number: int
    rows: tuple[Row, ...]
    tag: Tag | None = None


@dataclass(frozen=True)
class Offer:
    """A suggestion with the form that confirms it."""

    words: str
    href: str


@dataclass(frozen=True)
class Course:
    journey: Journey
    banner: Banner
    infused: date | None
    chart: CourseChart | None
    today: int | None
    days: tuple[Day, ...]
    rest: tuple[Row, ...]
    episodes: tuple[ToxicityEpisode, ...]
    offers: tuple[Offer, ...]
    may_record: bool
    may_confirm: bool
    is_center: bool


def build(actor: Actor, journey_id: UUID) -> Course:
    """Raises Journey.DoesNotExist for outsiders. A fixed number of statements, however many checks there are."""
    journey = journeys.seen(actor, journey_id)
    infused = infused_on(journey)
    entries = MonitoringEntry.objects.filter(journey=journey).select_related("retraction", "corrected_by", "sample")[:MOST]
    rows = [row_of(entry) for entry in entries]
    episodes = tuple(ToxicityEpisode.objects.filter(journey=journey).exclude(state=EpisodeState.IN_ERROR))
    standing = [row.entry for row in rows if row.standing]
    is_center, running = journey.side_of(actor) == Side.RECEIVER, journey.is_running
    may_confirm = is_center and running and may(actor, Permission.CONFIRM, journey)
    return Course(
        journey=journey,
        banner=over(actor, patient_of(actor, journey.patient_id)),
        infused=infused,
        chart=picture.chart(standing, infused=infused, today=today_at(journey)) if infused else None,
        today=clock.day_number(infused, today_at(journey)) if infused else None,
        days=tuple(days(journey, infused, rows)),
        rest=tuple(row for row in rows if not row.standing),
        episodes=episodes,
        offers=tuple(offer(journey, one, may_confirm) for one in suggest(standing[::-1], episodes)),
        may_record=is_center and running and may(actor, Permission.RECORD, journey),
        may_confirm=may_confirm,
        is_center=is_center,
    )


def today_at(journey: Journey) -> date:
    return clock.local_day(timezone.now(), journey.center.time_zone)


def row_of(entry: MonitoringEntry) -> Row:
    retraction, later = getattr(entry, "retraction", None), getattr(entry, "corrected_by", None)
    why = retraction.get_reason_code_display() if retraction else "Corrected by a later one" if later else ""
    values = tuple((QUESTIONS[key].label, in_words(QUESTIONS[key], entry.answers[key])) for key in IN_TABLE if key in entry.answers)
    drugs = entry.answers.get("drugs", {})
    return Row(entry, values, in_words(QUESTIONS["drugs"], drugs) if drugs else "", entry.sample_id is not None, not why, why)


def days(journey: Journey, infused: date | None, rows: list[Row]) -> list[Day]:
    """Newest first, with the days on which a check was due and none stands."""
    if infused is None:
        return []
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        if row.standing:
            by_day.setdefault(row.entry.day_on, []).append(row)
    today = today_at(journey)
    steps = JourneyStep.objects.filter(journey=journey, code=CHECK_STEP, state__in=OPEN, due_on__isnull=False)
    extra = frozenset(day for day in steps.values_list("due_on", flat=True) if day)
    wanted = clock.wanted_days(infused, today, extra) if journey.is_running else []
    found = sorted({*by_day, *wanted}, reverse=True)
    return [Day(on, clock.day_number(infused, on), tuple(by_day.get(on, ())), missing(on, by_day, today)) for on in found]


def missing(on: date, by_day: dict[date, list[Row]], today: date) -> Tag | None:
    if on in by_day:
        return None
    return Tag("None yet today", Tone.YOU, "requested") if on == today else Tag("Missed", Tone.LATE, "late")


def offer(journey: Journey, one: Suggestion, may_confirm: bool) -> Offer:
    """The form's address carries dates and no finding: what is suggested is worked out again when it opens."""
    if not may_confirm:
        return Offer(one.words, "")
    if one.episode:
        address = reverse("monitoring:episode", args=[journey.pk, one.episode])
    else:
        address = reverse("monitoring:new_episode", args=[journey.pk])
    return Offer(one.words, f"{address}?{urlencode({'take': suggestion_key(one)})}")


def suggestion_key(one: Suggestion) -> str:
    """Opaque: its place in the fixed list of kinds."""
    return str(list(type(one.kind)).index(one.kind))


def suggested(actor: Actor, journey: Journey, take: str) -> Suggestion | None:
    """The suggestion that an address asks to take over, worked out from the checks as they are now."""
    entries = list(MonitoringEntry.objects.filter(journey=journey).standing().order_by("at", "recorded_at")[:MOST])
    episodes = ToxicityEpisode.objects.filter(journey=journey)
    return next((one for one in suggest(entries, episodes) if suggestion_key(one) == take), None)
