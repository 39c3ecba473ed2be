"""A person confirms onset, peak and end of a side effect; checks only suggest, and nothing is logged before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from referrals.models import Journey, JourneyEvent, MonitoringEntry, ToxicityEpisode
from referrals.monitoring import episodes
from referrals.monitoring.states import EpisodeKind, EpisodeState
from referrals.monitoring.suggesting import suggest
from tests.cast import Cast
from tests.monitoring import stage
from tests.truth import truth

pytestmark = pytest.mark.django_db


def opened(cast: Cast, journey: Journey, *, who: str = "chen", kind: str = EpisodeKind.CRS, ago: int = 2) -> ToxicityEpisode:
    with acting(cast.actor(who)) as actor:
        return episodes.open_episode(actor, journey.pk, kind=kind, onset_on=stage.today() - timedelta(days=ago), peak_grade=1)


def test_onset_peak_and_end(cast: Cast) -> None:
    journey, today = stage.journey(cast, days=5), stage.today()
    row = opened(cast, journey)
    with acting(cast.actor("nan")) as nan:
        row = episodes.change_episode(
            nan, journey.pk, row.pk, version=1, onset_on=row.onset_on, peak_grade=3, peak_on=today - timedelta(days=1), ended_on=today
        )
    assert (row.state, row.peak_grade, row.version, row.changed_name) == (EpisodeState.ENDED, 3, 2, "Nan Ellis")
    with truth():
        verbs = list(JourneyEvent.objects.filter(journey=journey).order_by("at").values_list("verb", "detail"))
    assert [verb for verb, _ in verbs] == ["open_episode", "change_episode"]
    assert all("grade" not in str(detail) and "crs" not in str(detail) for _, detail in verbs)


def test_one_of_a_kind_is_under_way_at_a_time(cast: Cast) -> None:
    journey = stage.journey(cast, days=5)
    opened(cast, journey)
    with pytest.raises(Refused, match="under way already"):
        opened(cast, journey)
    with truth(), pytest.raises(IntegrityError), transaction.atomic():
        ToxicityEpisode.objects.create(journey=journey, kind="crs", onset_on=stage.today(), confirmed_name="Wei Chen")


@pytest.mark.parametrize("who", ["bo", "ana", "rae"])
def test_a_nurse_or_physician_of_the_center_confirms(cast: Cast, who: str) -> None:
    journey = stage.journey(cast)
    with pytest.raises(NotAllowed):
        opened(cast, journey, who=who)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"onset_on": 1}, "onset_on"),
        ({"peak_on": -9}, "peak_on"),
        ({"ended_on": -9}, "ended_on"),
        ({"peak_on": 0, "ended_on": -1}, "peak_on"),
    ],
)
def test_days_make_sense(cast: Cast, days: dict[str, int], field: str) -> None:
    journey = stage.journey(cast, days=5)
    given = {name: stage.today() + timedelta(days=away) for name, away in {"onset_on": -3, **days}.items()}
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused) as refused:
        episodes.open_episode(chen, journey.pk, kind=EpisodeKind.CRS, **given)  # type: ignore[arg-type]  # dates by name
    assert refused.value.field == field


def test_stale_and_entered_in_error(cast: Cast) -> None:
    journey = stage.journey(cast, days=5)
    row = opened(cast, journey)
    with acting(cast.actor("chen")) as chen:
        with pytest.raises(Stale):
            episodes.withdraw_episode(chen, journey.pk, row.pk, version=9, note="It was an infection.")
        with pytest.raises(Refused, match="Say why"):
            episodes.withdraw_episode(chen, journey.pk, row.pk, version=1, note=" ")
        episodes.withdraw_episode(chen, journey.pk, row.pk, version=1, note="It was an infection.")
        with pytest.raises(Refused, match="entered in error"):
            episodes.change_episode(chen, journey.pk, row.pk, version=2, onset_on=row.onset_on)
    opened(cast, journey)


def test_the_practice_reads_the_log(cast: Cast) -> None:
    opened(cast, stage.journey(cast))
    with acting(cast.actor("rae")) as rae:
        assert ToxicityEpisode.objects.visible_to(rae).count() == 1
    with acting(cast.actor("cy")):
        assert not ToxicityEpisode.objects.exists()


def check(day: int, crs: int | None, *, icans: int | None = 0, **answers: object) -> MonitoringEntry:
    on = stage.today() + timedelta(days=day)
    found = {key: {"value": value} for key, value in answers.items()}
    return MonitoringEntry(day_on=on, crs=crs, icans=icans, answers=found)


def episode(kind: EpisodeKind, onset: int, *, peak: int | None = None, ended: int | None = None) -> ToxicityEpisode:
    on = stage.today()
    end = None if ended is None else on + timedelta(days=ended)
    state = EpisodeState.ENDED if end else EpisodeState.OPEN
    return ToxicityEpisode(kind=kind, state=state, onset_on=on + timedelta(days=onset), peak_grade=peak, ended_on=end)


def test_the_checks_suggest_onset_peak_and_end() -> None:
    course = [check(-5, 0), check(-4, 1), check(-3, 2), check(-2, 0), check(-1, 0)]
    (found,) = suggest(course, [])
    today = stage.today()
    assert (found.kind, found.onset_on, found.peak_grade) == (EpisodeKind.CRS, today - timedelta(days=4), 2)
    assert (found.peak_on, found.ended_on) == (today - timedelta(days=3), today - timedelta(days=2))


def test_a_worse_check_suggests_a_new_peak_and_quiet_days_an_end() -> None:
    running = episode(EpisodeKind.CRS, -4, peak=1)
    assert suggest([check(-4, 1), check(-3, 3)], [running])[0].peak_grade == 3
    assert suggest([check(-4, 1), check(-3, 0), check(-2, 0)], [running])[0].ended_on == stage.today() - timedelta(days=3)
    assert suggest([check(-4, 1), check(-3, 0)], [running]) == []


def test_what_a_known_episode_covers_is_not_suggested_again() -> None:
    over = episode(EpisodeKind.CRS, -6, peak=2, ended=-4)
    assert suggest([check(-6, 1), check(-5, 2), check(-3, 0)], [over]) == []
    assert suggest([check(-5, 2), check(-2, 1)], [over])[0].onset_on == stage.today() - timedelta(days=2)


def test_unknown_grades_suggest_nothing_and_signs_without_a_grade_do() -> None:
    assert suggest([check(-2, None, icans=None)], []) == []
    late = suggest([check(-1, 0, late_signs=["handwriting"]), check(0, 0, late_signs=["none"], infection_suspected=True)], [])
    assert {one.kind for one in late} == {EpisodeKind.INFECTION, EpisodeKind.DELAYED_NEUROTOXICITY}
