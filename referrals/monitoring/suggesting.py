"""What the checks say about onset, peak and end of a side effect, for a person to confirm. Pure: from checks and episodes to sentences.

Room: referrals.monitoring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from referrals.models import MonitoringEntry as Check
from referrals.models import ToxicityEpisode as Episode
from referrals.monitoring.states import EpisodeKind, EpisodeState

QUIET_DAYS = 1  # local days with grade 0 only before an end is suggested


@dataclass(frozen=True)
class Suggestion:
    """`episode` is the one to change; None: a new one. Dates and grade fill the form; nothing is written before somebody confirms."""

    kind: EpisodeKind
    words: str
    onset_on: date
    peak_grade: int | None = None
    peak_on: date | None = None
    ended_on: date | None = None
    episode: object = None


def suggest(checks: Sequence[Check], episodes: Iterable[Episode]) -> list[Suggestion]:
    """`checks` are those that stand, oldest first."""
    known = [one for one in episodes if one.state != EpisodeState.IN_ERROR]
    out: list[Suggestion] = []
    for kind in (EpisodeKind.CRS, EpisodeKind.ICANS):
        out += graded(kind, worst_by_day(kind, checks), [one for one in known if one.kind == kind])
    for kind, days in signs(checks).items():
        if days and not any(one.kind == kind and is_covered(one, days) for one in known):
            out.append(Suggestion(kind, f"{kind.label}: signs since {days[0]:%d-%b-%Y}", days[0]))
    return out


def is_covered(episode: Episode, days: list[date]) -> bool:
    return episode.state == EpisodeState.OPEN or episode.onset_on >= days[0]


def worst_by_day(kind: EpisodeKind, checks: Sequence[Check]) -> list[tuple[date, int]]:
    """The highest grade of each day on which one was computed, oldest first."""
    worst: dict[date, int] = {}
    for check in checks:
        found = check.crs if kind is EpisodeKind.CRS else check.icans
        if found is not None:
            worst[check.day_on] = max(found, worst.get(check.day_on, 0))
    return sorted(worst.items())


def graded(kind: EpisodeKind, days: list[tuple[date, int]], episodes: list[Episode]) -> Iterator[Suggestion]:
    running = next((one for one in episodes if one.state == EpisodeState.OPEN), None)
    since = running.onset_on if running else max((after(one) for one in episodes), default=date.min)
    days = [(on, grade) for on, grade in days if on >= since]
    signs = [(on, grade) for on, grade in days if grade]
    if not signs:
        return
    peak = max(grade for _, grade in signs)
    peak_on = next(on for on, grade in signs if grade == peak)
    quiet = [on for on, grade in days if on > signs[-1][0] and not grade]
    over = quiet[0] if len(quiet) > QUIET_DAYS else None
    if running is None:
        words = f"{kind.label} began on {signs[0][0]:%d-%b-%Y}, worst grade {peak}" + (f", none since {over:%d-%b-%Y}" if over else "")
        yield Suggestion(kind, words, signs[0][0], peak, peak_on, over)
    elif running.peak_grade is None or peak > running.peak_grade:
        yield Suggestion(
            kind, f"{kind.label} reached grade {peak} on {peak_on:%d-%b-%Y}", running.onset_on, peak, peak_on, over, running.pk
        )
    elif over:
        words = f"{kind.label}: no sign since {over:%d-%b-%Y}"
        yield Suggestion(kind, words, running.onset_on, running.peak_grade, peak_on, over, running.pk)


def after(episode: Episode) -> date:
    """What lies before the end of a known episode belongs to it."""
    return episode.ended_on + timedelta(days=1) if episode.ended_on else episode.onset_on


def signs(checks: Sequence[Check]) -> dict[EpisodeKind, list[date]]:
    """Days with signs that have no computed grade."""
    found: dict[EpisodeKind, list[date]] = {EpisodeKind.IEC_HS: [], EpisodeKind.INFECTION: [], EpisodeKind.DELAYED_NEUROTOXICITY: []}
    for check in checks:
        if check.grades.get("iec_hs", {}).get("consider"):
            found[EpisodeKind.IEC_HS].append(check.day_on)
        if check.answers.get("infection_suspected", {}).get("value"):
            found[EpisodeKind.INFECTION].append(check.day_on)
        late = check.answers.get("late_signs", {}).get("value")
        if late and late != ["none"]:
            found[EpisodeKind.DELAYED_NEUROTOXICITY].append(check.day_on)
    return {kind: sorted(days) for kind, days in found.items()}
