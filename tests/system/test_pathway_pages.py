"""Pages of a journey in a real browser: sound in every look, and a date moved by hand after a look at what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals.models import Anchor, Journey, JourneyBranch, JourneyFlag, JourneyStep
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.system.conftest import PageAs, Sound
from tests.system.test_print import sheets
from tests.truth import truth

DAYS = 75  # ago: the cells are being made
BEHIND = ("referral", "consult", "coverage", "workup", "apheresis")


def under_way(cast: Cast) -> Journey:
    """A plan begun long enough ago that the cells are being made now."""
    journey = trip.started(cast)
    with truth():
        today = timezone.localdate()
        for code, day in trip.days(journey).items():
            on = day - timedelta(days=DAYS)
            Anchor.objects.filter(journey=journey, code=code).update(on=on, confidence="actual" if on <= today else "planned")
        for row in JourneyStep.objects.filter(journey=journey, due_on__isnull=False):
            days = {name: getattr(row, name) - timedelta(days=DAYS) for name in ("due_on", "due_at", "from_on", "until_on")}
            done = {"state": "done", "done_on": days["due_on"]} if row.phase in BEHIND and days["due_on"] < today else {}
            if done and row.state == "blocked":
                JourneyStep.objects.filter(pk=row.pk).update(state="ready")
            JourneyStep.objects.filter(pk=row.pk).update(**days, **done)
        JourneyStep.objects.filter(journey=journey, phase="manufacturing", state="blocked").update(state="ready")
        journey.phase = "manufacturing"
        journey.save(update_fields=["phase"])
        step = trip.step(journey, "bridging_update")
        JourneyFlag.objects.create(journey=journey, words="Progression during bridging", branch="F07", step=step, is_urgent=True)
        JourneyBranch.objects.create(journey=journey, code="F16", reason_code="late")
    return journey


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_center(page_as: PageAs, sound: Sound, cast: Cast) -> None:
    journey = under_way(cast)
    page = page_as("bo")
    for name, rest in pages(journey).items():
        page.goto(f"/journeys/{journey.pk}/{rest}")
        sound(page, f"pathway-{name}")
    page.goto("/journeys/steps/")
    sound(page, "pathway-steps")


def pages(journey: Journey) -> dict[str, str]:
    """Every page of a journey, by the name of its picture."""
    on = trip.days(journey)["REL"] + timedelta(days=7)
    with truth():
        branch = JourneyBranch.objects.get(journey=journey)
    step, other = trip.step(journey, "bridging_update"), trip.protocol(trip.IDE)
    return {
        "journey": "",
        "journey-whole": "?view=whole",
        "dates": "dates/",
        "preview": f"dates/?code=REL&on={on}",
        "gate": "gates/G4/",
        "step": f"steps/{trip.step(journey, 'receive_product').pk}/",
        "step-practice": f"steps/{step.pk}/",
        "skip": f"steps/{step.pk}/skip/",
        "branches": "branches/",
        "branch": "branches/?code=F16",
        "resolve": f"branches/{branch.pk}/",
        "protocol": f"protocol/?protocol={other.pk}",
        "end": "end/",
        "chain": "identity/",
    }


@pytest.mark.django_db(transaction=True)
def test_the_practice_does_its_step(page_as: PageAs, cast: Cast) -> None:
    journey = under_way(cast)
    page = page_as("rae", javascript=False)
    page.goto(f"/journeys/{journey.pk}/")
    page.goto(f"/journeys/{journey.pk}/steps/{trip.step(journey, 'bridging_update').pk}/")
    assert page.get_by_role("heading", name="Mark as done").is_visible()


@pytest.mark.django_db(transaction=True)
def test_a_date_is_looked_at_and_then_moved(page_as: PageAs, cast: Cast) -> None:
    """Given a release a week late, when Bo looks and applies, then the plan has moved."""
    journey = under_way(cast)
    on = trip.days(journey)["REL"] + timedelta(days=7)
    page = page_as("bo")
    page.goto(f"/journeys/{journey.pk}/dates/?code=REL")
    page.get_by_label("Would be").fill(on.isoformat())
    page.get_by_role("button", name="See what follows").click()
    assert page.get_by_text("Preview, nothing saved").is_visible()
    assert trip.days(journey)["REL"] != on
    page.get_by_label("Who said so").fill("Manufacturer's portal")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("The dates have moved.").wait_for()
    assert trip.days(journey)["REL"] == on


@pytest.mark.django_db(transaction=True)
def test_the_road_of_a_patient_with_a_plan(page_as: PageAs, sound: Sound, cast: Cast) -> None:
    under_way(cast)
    page = page_as("pat")
    page.goto("/my/")
    assert page.get_by_role("heading", name="Coming up").is_visible()
    sound(page, "pathway-road")
    assert sheets(page)[0] <= 2


@pytest.mark.django_db(transaction=True)
def test_paper(page_as: PageAs, cast: Cast) -> None:
    journey = under_way(cast)
    page = page_as("bo")
    for rest, most in (("gates/G4/", 2), ("", 8)):  # every step, the folded ones too
        page.goto(f"/journeys/{journey.pk}/{rest}")
        count, texts = sheets(page)
        assert count <= most, rest
        for text in texts:
            assert "OKAFOR, Denise" in text
            assert "Printed by Bo Larsen" in text


@pytest.mark.django_db(transaction=True)
def test_starting_a_plan(page_as: PageAs, sound: Sound, cast: Cast) -> None:
    """Given an accepted referral, when Bo starts the plan from its page, then both sides find it there."""
    referral = desk.at(cast, Stage.ACCEPTED)
    shipped = trip.protocol()
    page = page_as("bo")
    page.goto(f"/referrals/{referral.pk}/")
    page.get_by_role("link", name="Start the plan").click()
    sound(page, "pathway-start")
    page.get_by_label("Protocol").select_option(label=f"{shipped.title} · version {shipped.version}")
    page.get_by_role("button", name="Start the plan").click()
    page.get_by_text("The plan has started.").wait_for()
