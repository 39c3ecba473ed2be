"""Checks and side effects of a made-up course, for the demonstration. Runs as the owner, who may write the past.

Room: referrals.monitoring. What course a person of the demonstration has is decided by whoever calls `fill`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.accounts.models import Membership, Role
from referrals.models import Journey, MonitoringEntry, ToxicityEpisode
from referrals.monitoring.grading import grade
from referrals.monitoring.infused import infused_on
from referrals.monitoring.questions import checked
from referrals.monitoring.states import EpisodeKind, EpisodeState

CALM: Final[dict[str, Any]] = {
    "heart_rate": 82,
    "systolic": 124,
    "diastolic": 74,
    "spo2": 97,
    "fever_masked_by_treatment": False,
    "hypotension": False,
    "vasopressors": ["none"],
    "oxygen": "none",
    **dict.fromkeys(("orientation_year", "orientation_month", "orientation_city", "orientation_hospital"), True),
    **dict.fromkeys(("following_commands", "writing", "attention"), True),
    "naming": 3,
    "consciousness": "awake",
    "seizure": "none",
    "deep_focal_motor_weakness": False,
    "cerebral_edema": "not_imaged",
    "papilledema_or_cn6_or_cushing_triad": "not_looked",
    "late_signs": ["none"],
    "drugs": ["none"],
}
EVENING: Final = 20
FEVER: Final = {"heart_rate": 104, "drugs": ["acetaminophen"]}
WORSE: Final = {"heart_rate": 118, "systolic": 88, "diastolic": 52, "hypotension": True, "drugs": ["tocilizumab", "acetaminophen"]}
DULL: Final = {"writing": False, "drugs": ["dexamethasone", "levetiracetam"], "doses": "dexamethasone 10 mg"}
# (temperature, what differs), a day each from day 1; after the last all is calm.
COURSE: Final[Sequence[tuple[float, dict[str, Any]]]] = (
    (36.7, {}),
    (36.9, {}),
    (38.3, FEVER),
    (39.1, {**WORSE, "doses": "tocilizumab 560 mg at 13:20"}),
    (38.2, {**FEVER, **DULL}),
    (37.1, {"fever_masked_by_treatment": True, **DULL}),
    (36.8, {}),
)


def fill(journey: Journey, *, days: int = 10, skip: Sequence[int] = ()) -> int:
    """Two checks a day from day 1 on, not on the days of `skip` and not in the future; then the episodes that follow. Returns how many."""
    infused = infused_on(journey)
    if infused is None:
        return 0
    nurse = somebody(journey, Role.NURSE)
    zone = ZoneInfo(journey.center.time_zone)
    rows = []
    for day in range(1, days + 1):
        warm, but = COURSE[day - 1] if day <= len(COURSE) else (36.7, {})
        for hour in (8, EVENING) if day not in skip else ():
            at = datetime.combine(infused + timedelta(days=day), time(hour, 10), tzinfo=zone)
            if at <= timezone.now():
                rows.append(entry(journey, nurse, at, day, {**CALM, **seen(but, hour), "temperature": {"value": warm, "unit": "degC"}}))
    MonitoringEntry.objects.bulk_create(rows)
    if days >= len(COURSE) and rows and rows[-1].day >= len(COURSE):
        episodes(journey, infused)
    return len(rows)


def seen(but: dict[str, Any], hour: int) -> dict[str, Any]:
    """Drugs are written down once, in the evening."""
    return but if hour == EVENING else {key: value for key, value in but.items() if key not in ("drugs", "doses")}


def somebody(journey: Journey, role: Role) -> Membership | None:
    rows = Membership.objects.active().filter(organization_id=journey.center_id)
    return rows.filter(role=role).select_related("user").first() or rows.filter(role=Role.CLINICIAN).select_related("user").first()


def entry(journey: Journey, nurse: Membership | None, at: datetime, day: int, given: dict[str, Any]) -> MonitoringEntry:
    answers = checked(given)
    found = grade(answers)
    who = {"by": nurse.user, "by_name": nurse.user.name} if nurse else {"by_name": "Night nurse"}
    numbers = {"ice": found.ice.number, "crs": found.crs.number, "icans": found.icans.number}
    values = {"answers": answers, "grades": found.kept, "recorded_at": at, **numbers, **who}
    return MonitoringEntry(journey=journey, at=at, day_on=at.date(), day=day, **values)


def episodes(journey: Journey, infused: date) -> None:
    """What a physician confirmed: CRS of grade 2 over four days, ICANS of grade 1 for two."""
    chief = somebody(journey, Role.CLINICIAN)
    who = {"confirmed_by": chief.user, "confirmed_name": chief.user.name} if chief else {"confirmed_name": "CAR-T physician"}
    for kind, onset, peak, grade_, end in ((EpisodeKind.CRS, 3, 4, 2, 7), (EpisodeKind.ICANS, 5, 5, 1, 7)):
        onset_on, peak_on, ended_on = (infused + timedelta(days=day) for day in (onset, peak, end))
        ToxicityEpisode.objects.create(
            journey=journey,
            kind=kind,
            state=EpisodeState.ENDED,
            onset_on=onset_on,
            peak_on=peak_on,
            peak_grade=grade_,
            ended_on=ended_on,
            **who,
        )
