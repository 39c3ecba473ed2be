"""Pages of a journey: what they show, who may open them, and how many statements they need."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from referrals.models import Journey, JourneyFlag, JourneyStep
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def address(journey: Journey, rest: str = "") -> str:
    return f"/journeys/{journey.pk}/{rest}"


def get(cast: Cast, who: str, path: str, status: int = 200) -> str:
    answer = window(cast, who).get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_both_sides_read_the_plan(cast: Cast) -> None:
    journey = trip.started(cast)
    for who in ("bo", "rae", "ana", "chen", "nan"):
        page = get(cast, who, address(journey))
        assert "OKAFOR, Denise" in page
        assert "Waiting on" in page
        assert "<svg" in page
        assert "Gates" in page


def test_strangers_get_what_is_not_there(cast: Cast) -> None:
    journey = trip.started(cast)
    step = trip.step(journey, "book_consult")
    for rest in ("", "dates/", "branches/", "end/", "protocol/", "identity/", "gates/G3/", f"steps/{step.pk}/", f"steps/{step.pk}/skip/"):
        for who in ("cy", "dee", "pat"):
            assert window(cast, who).get(address(journey, rest)).status_code == 404, (who, rest)


def test_repetitions_are_one_row(cast: Cast) -> None:
    page = get(cast, "bo", address(trip.started(cast)))
    assert page.count("Daily check for CRS and ICANS") == 1
    assert "daily, 14 of 14 left" in page
    assert page.count('<li class="is-') < 110


def test_the_first_act_stands_with_the_sentence_of_who_is_waited_for(cast: Cast) -> None:
    """Given a plan that waits for the center, when its coordinator reads it, then the button takes that step; the practice only sees it."""
    journey = trip.started(cast)
    page = get(cast, "bo", address(journey))
    line = page.partition('aria-label="Where this stands"')[2].partition("</section>")[0]
    assert "Waiting on Lakeside" in line
    assert "Take it" in line
    form = line.partition('action="')[2].partition('"')[0]
    version = line.partition('name="version" value="')[2].partition('"')[0]
    assert window(cast, "bo").post(form, {"version": version}).status_code == 302
    taken = get(cast, "bo", address(journey)).partition('aria-label="Where this stands"')[2].partition("</section>")[0]
    assert "Record it" in taken
    theirs = get(cast, "rae", address(journey)).partition('aria-label="Where this stands"')[2].partition("</section>")[0]
    assert "Take it" not in theirs
    assert "See the step" in theirs


def test_a_road_of_fifteen_years_is_a_light_page(cast: Cast) -> None:
    """About 70 kB with every step of it, the places of the rail and both pictures: phones on a ward's network."""
    journey = trip.started(cast)
    for who in ("bo", "rae"):
        assert len(get(cast, who, address(journey)).encode()) < 75_000


def test_the_rule_and_its_source_stand_beside_the_date(cast: Cast) -> None:
    journey = trip.started(cast)
    page = get(cast, "bo", address(journey))
    assert "3 business days after accepted" in page
    step = get(cast, "bo", address(journey, f"steps/{trip.step(journey, 'book_consult').pk}/"))
    assert "3 business days after accepted" in step
    assert "Template default" in step


def test_windows_of_the_picture(cast: Cast) -> None:
    journey = trip.started(cast)
    for view in ("whole", "middle", "after", "nonsense"):
        assert "<svg" in get(cast, "rae", address(journey, f"?view={view}"))


def test_a_flag_is_seen_by_the_center(cast: Cast) -> None:
    journey = trip.started(cast)
    with truth():
        flag = JourneyFlag.objects.create(journey=journey, words="Distress is 4 or more")
    assert "Distress is 4 or more" in get(cast, "rae", address(journey))
    path = address(journey, f"flags/{flag.pk}/")
    assert window(cast, "rae").post(path).status_code == 403
    assert window(cast, "bo").post(path).status_code == 302
    assert "Distress is 4 or more" not in get(cast, "bo", address(journey)).partition("What happened")[0]
    assert window(cast, "bo").post(path).status_code == 302  # twice: told so, nothing else
    assert window(cast, "bo").post(address(journey, f"flags/{uuid4()}/")).status_code == 404


def test_irradiated_blood_stands_in_the_banner_while_it_counts(cast: Cast) -> None:
    journey = trip.started(cast)
    assert "Irradiated blood only" not in banner(get(cast, "rae", address(journey)))
    with truth():
        rows = JourneyStep.objects.filter(journey=journey, code="irradiated_blood_alert")
        today = timezone.localdate()
        rows.filter(series=0).update(due_on=today - timedelta(days=1), due_at=timezone.now())
    record = reverse("patients:record", args=[journey.patient_id])
    referral = reverse("referrals:referral", args=[journey.referral_id])
    for who in ("rae", "bo"):
        for page in (address(journey), record, referral):
            assert "Irradiated blood only" in banner(get(cast, who, page)), (who, page)
    with truth():
        rows.filter(series=1).update(state="ready")
        rows.filter(series=1).update(state="done", done_on=today)
    for page in (address(journey), record, referral):
        assert "Irradiated blood only" not in banner(get(cast, "bo", page))


def test_irradiated_blood_outlives_a_plan_that_ended_early_and_nobody_else_is_told(cast: Cast) -> None:
    journey = trip.started(cast)
    now = timezone.now()
    days = {"before": now.date() - timedelta(days=9), "after": now.date() - timedelta(days=2)}
    record = reverse("patients:record", args=[journey.patient_id])
    for day, is_told in (("before", True), ("after", False)):
        with truth():
            JourneyStep.objects.filter(journey=journey, code="irradiated_blood_alert", series=0).update(due_on=days[day], due_at=now)
            Journey.objects.filter(pk=journey.pk).update(state="ended", ended_at=now - timedelta(days=5), end_code="other")
        assert ("Irradiated blood only" in banner(get(cast, "rae", record))) == is_told, day


def banner(page: str) -> str:
    return page.partition('aria-label="Patient"')[2].partition("</section>")[0]


def test_as_many_statements_for_a_long_road_as_for_a_short_one(cast: Cast) -> None:
    journey = trip.started(cast)
    step = trip.step(journey, "book_consult")
    on = trip.days(journey)["D0"] + timedelta(days=7)
    paths = [
        address(journey),
        address(journey, "gates/G3/"),
        address(journey, f"steps/{step.pk}/"),
        address(journey, f"dates/?code=D0&on={on}"),
    ]
    for path in paths:
        client = window(cast, "bo")
        client.get(path)
        with statements() as long:
            client.get(path)
        with truth():
            JourneyStep.objects.filter(journey=journey, phase="follow_up", occurrence__gt=1, state="blocked").update(state="cancelled")
        with statements() as short:
            client.get(path)
        with truth():
            JourneyStep.objects.filter(journey=journey, state="cancelled").update(state="blocked")
        assert len(long) == len(short), path
        assert len(long) <= 40, (path, len(long))
