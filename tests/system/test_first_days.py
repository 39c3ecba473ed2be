"""The check at the bedside and the way home in a real browser: grades come while somebody types, and every page is sound."""

from __future__ import annotations

from referrals.handoff.demo import fill as hand_off
from referrals.monitoring.demo import fill
from tests.cast import Cast
from tests.monitoring import stage
from tests.system.conftest import PageAs, Sound
from tests.truth import truth


def test_the_grades_come_while_a_nurse_types(page_as: PageAs, cast: Cast, sound: Sound) -> None:
    journey = stage.journey(cast, days=4)
    page = page_as("nan", width=390)
    page.goto(f"/journeys/{journey.pk}/monitoring/check/")
    page.get_by_label("Temperature").fill("38.4")
    page.get_by_role("group", name="Low blood pressure").get_by_text("No", exact=True).click()
    page.get_by_role("group", name="Vasopressors running").get_by_text("None", exact=True).click()
    page.get_by_role("group", name="Oxygen").get_by_text("None", exact=True).click()
    page.get_by_text("CRS grade 1").wait_for()
    sound(page, "first-days-check")
    page.get_by_role("button", name="Save check").click()
    page.get_by_text("Saved.").wait_for()


def test_the_course_and_the_way_home_are_sound(page_as: PageAs, cast: Cast, sound: Sound) -> None:
    journey = stage.journey(cast, days=40)
    with truth():
        fill(journey, days=12, skip=(9,))
        row = hand_off(journey)
    assert row is not None
    page = page_as("chen")
    for name, path in (("first-days", "monitoring/"), ("way-home", "home/"), ("hand-off", f"home/{row.pk}/")):
        page.goto(f"/journeys/{journey.pk}/{path}")
        sound(page, name)
    page = page_as("rae")
    page.goto(f"/journeys/{journey.pk}/home/visits/new/")
    sound(page, "visit-note")
