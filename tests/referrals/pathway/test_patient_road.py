"""The patient's road has the dates of the running plan, in plain words, in English and Spanish; nothing of it once it is over."""

from __future__ import annotations

import pytest

from carecoord.ui.dates import patient_day
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def road(cast: Cast, who: str = "pat", language: str = "en") -> str:
    with truth():
        cast.users[who].language = language
        cast.users[who].save(update_fields=["language"])
    answer = window(cast, who).get("/my/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_dates_of_the_plan(cast: Cast) -> None:
    journey = trip.started(cast)
    page = road(cast)
    assert "Your cells are collected." in page
    assert patient_day(trip.days(journey)["APH"]) in page
    assert "Stay close to the center until this day." in page
    assert f"Until {patient_day(trip.step(journey, 'stay_near').due_on)}" in page  # type: ignore[arg-type]  # it has one
    assert "Gate" not in page
    assert "Coming up" in page


def test_the_caregiver_sees_it_too(cast: Cast) -> None:
    trip.started(cast)
    assert "Your cells are collected." in road(cast, "sam")


def test_in_spanish(cast: Cast) -> None:
    trip.started(cast)
    page = road(cast, language="es")
    assert "Le sacan sus células." in page
    assert "Lo que viene" in page
    assert "Your cells are collected." not in page


def test_without_a_plan_the_road_is_as_before(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "chen", "end", journey, code="not_treated")
    page = road(cast)
    assert "Coming up" not in page
    assert "Back home" in page


def test_few_statements(cast: Cast) -> None:
    trip.started(cast)
    client = window(cast, "pat")
    client.get("/my/")
    with statements() as sent:
        client.get("/my/")
    assert len(sent) <= 25
