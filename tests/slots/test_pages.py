"""The pages of slots: what each shows to whom, that every form works, and how many statements they ask."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from referrals.models import Booking, QueueCriterion, QueueEntry, Resource
from referrals.slots import verbs
from referrals.slots.states import BookingState, Purpose, ReleaseReason, ResourceKind
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200, **post: Any) -> str:
    answer = client.post(path, post) if post else client.get(path)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return str(answer.content.decode())


def held(cast: Cast, name: str = "Chair 1") -> Booking:
    slot = story.free(story.resource(cast, name=name), 3)
    row: Booking = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=story.journey(cast).pk)
    return row


@pytest.mark.parametrize("view", ["day", "week", "month"])
def test_the_calendar_names_whom_the_reader_may_see(cast: Cast, view: str) -> None:
    row = held(cast)
    path = f"/slots/?view={view}&day={story.ahead(3)}"
    assert "OKAFOR, Denise" in text(window(cast, "nan"), path)
    story.restrict(cast, cast.denise.pk)
    hidden = text(window(cast, "nan"), path)
    assert "OKAFOR" not in hidden
    assert "Taken" in hidden
    assert str(row.pk) in hidden
    assert "You may not" in text(window(cast, "nan"), f"/slots/bookings/{row.pk}/").replace("you may not", "You may not")


def test_a_lapsed_hold_is_shown_free(cast: Cast) -> None:
    story.late(held(cast))
    page = text(window(cast, "bo"), f"/slots/?day={story.ahead(3)}")
    assert "OKAFOR" not in page.replace('"', "")
    assert ">Free</span>" in page


@pytest.mark.parametrize("query", ["view=year", "day=tomorrow", "kind=sofa", "for=1", "nonsense=1"])
def test_unknown_addresses_are_refused(cast: Cast, query: str) -> None:
    text(window(cast, "bo"), f"/slots/?{query}", 400)


def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    bo, row = window(cast, "bo"), story.resource(cast)
    first = story.free(row, 1)
    story.run(cast, "bo", verbs.hold, first.pk, version=1, journey=story.another(cast, 40).pk)
    bo.get("/slots/?view=month")
    with statements() as few:
        bo.get("/slots/?view=month")
    chairs = [story.resource(cast, name=f"Chair {n}") for n in range(2, 12)]
    for number, chair in enumerate(chairs):
        slot = story.free(chair, 1 + number % 4)
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=story.another(cast, number).pk)
    with statements() as many:
        bo.get("/slots/?view=month")
    assert len(many) == len(few) <= 12, "\n".join(many)


def test_hold_confirm_release_by_the_pages(cast: Cast) -> None:
    slot, journey, bo = story.free(story.resource(cast)), story.journey(cast), window(cast, "bo")
    form = text(bo, f"/slots/bookings/{slot.pk}/do/hold/?for={journey.pk}")
    assert "OKAFOR, Denise" in form
    text(bo, f"/slots/bookings/{slot.pk}/do/hold/", 422, version="1")
    text(bo, f"/slots/bookings/{slot.pk}/do/hold/", 302, version="1", journey=str(journey.pk))
    stale = text(bo, f"/slots/bookings/{slot.pk}/do/confirm/", 409, version="1")
    assert "Not done yet" in stale
    assert 'value="2"' in stale
    text(bo, f"/slots/bookings/{slot.pk}/do/confirm/", 302, version="2")
    assert story.now(slot).state == BookingState.CONFIRMED
    text(bo, f"/slots/bookings/{slot.pk}/do/release/", 302, version="3", reason=ReleaseReason.PATIENT)
    assert story.now(slot).state == BookingState.RELEASED


def test_taken_meanwhile_is_a_sentence(cast: Cast) -> None:
    row, other = held(cast), story.another(cast)
    page = text(window(cast, "nan"), f"/slots/bookings/{row.pk}/do/hold/", 409, version="1", journey=str(other.pk))
    assert "Taken a moment ago by somebody else" in page


def test_the_practice_answers_on_the_journeys_page(cast: Cast) -> None:
    slot, journey, rae = story.free(story.resource(cast)), story.journey(cast), window(cast, "rae")
    story.run(cast, "bo", verbs.offer, slot.pk, version=1, journey=journey.pk)
    page = text(rae, f"/slots/journeys/{journey.pk}/")
    assert "Accept" in page
    assert "Find" not in page
    assert "Accept slot" in text(rae, f"/slots/bookings/{slot.pk}/do/hold/")
    text(rae, f"/slots/bookings/{slot.pk}/do/confirm/", 403)
    text(rae, f"/slots/bookings/{slot.pk}/do/hold/", 302, version="2")
    assert story.now(slot).state == BookingState.HELD
    text(window(cast, "cy"), f"/slots/journeys/{journey.pk}/", 404)


def test_exchange_and_move_by_the_pages(cast: Cast) -> None:
    bo, line = window(cast, "bo"), story.resource(cast, ResourceKind.MANUFACTURING, "Line A")
    rows = []
    for number, day in enumerate((5, 8)):
        slot = story.free(line, day)
        journey = story.journey(cast) if number else story.another(cast)
        rows.append(story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk))
    form = text(bo, f"/slots/bookings/{rows[0].pk}/do/swap/")
    assert "OKAFOR, Denise" in form
    text(bo, f"/slots/bookings/{rows[0].pk}/do/swap/", 302, version="2", other=f"{rows[1].pk}:2")
    with truth():
        new = Booking.objects.filter(state=BookingState.HELD).order_by("starts_at")[0]
    text(bo, f"/slots/bookings/{new.pk}/do/move_by_maker/", 302, version=str(new.version), on=story.ahead(20).isoformat())
    assert story.now(new).state == BookingState.MOVED


def test_the_plan_that_differs_is_told(cast: Cast) -> None:
    journey, line = story.journey(cast), story.resource(cast, ResourceKind.MANUFACTURING, "Line A")
    slot = story.free(line, 5)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    story.run(cast, "bo", verbs.confirm, slot.pk, version=2)
    start = story.at(story.ahead(12))
    story.run(cast, "bo", verbs.move_by_maker, slot.pk, version=3, start=start, end=start + (slot.ends_at - slot.starts_at))
    page = text(window(cast, "rae"), f"/slots/journeys/{journey.pk}/")
    assert "The plan still says" in page
    preview = html.unescape(re.search(r'href="(/journeys/[^"]*dates/[^"]*)"', page)[1])  # type: ignore[index]  # it is there
    assert f"code=SLOT&on={story.ahead(12)}" in preview
    text(window(cast, "bo"), preview)


def test_the_road_leads_here(cast: Cast) -> None:
    row, bo = held(cast), window(cast, "bo")
    with truth():
        journey = row.reservation.journey
    page = text(bo, f"/journeys/{journey.pk}/")
    assert f"/slots/journeys/{journey.pk}/" in page
    assert "Slot held" in page
    assert "Find a slot" in text(bo, f"/journeys/{journey.pk}/gates/G3/")


def test_publishing_with_its_preview(cast: Cast) -> None:
    row, bo = story.resource(cast), window(cast, "bo")
    sent: dict[str, Any] = {
        "resources": str(row.pk),
        "first_on": story.ahead(1).isoformat(),
        "last_on": story.ahead(14).isoformat(),
        "weekdays": [str(n) for n in range(7)],
        "starts": "08:00",
        "hours": "6",
    }
    assert "Publish 14 slots" in text(bo, "/slots/publish/", do="preview", **sent)
    with truth():
        assert not Booking.objects.exists()
    text(bo, "/slots/publish/", 302, do="publish", **sent)
    with truth():
        assert Booking.objects.count() == 14
    assert "Everything in these days is there already" in text(bo, "/slots/publish/", do="preview", **sent)
    text(bo, "/slots/publish/", 422, **{**sent, "hours": ""})
    closed: dict[str, Any] = {"resource": str(row.pk), "first_on": sent["first_on"], "last_on": sent["first_on"]}
    text(bo, "/slots/close/", 302, **closed)
    text(bo, "/slots/close/", 409, **closed)


def test_resources_and_hours(cast: Cast) -> None:
    bo = window(cast, "bo")
    text(bo, "/slots/resources/", 302, kind="manufacturing", name="Cilta line", product="cilta-cel")
    text(bo, "/slots/resources/", 409, kind="manufacturing", name="Cilta line", product="cilta-cel")
    with truth():
        row = Resource.objects.get()
    text(bo, f"/slots/resources/{row.pk}/", 302, name="Cilta line 1")
    assert "Out of use" in text(bo, "/slots/resources/")
    text(bo, "/slots/hours/", 302, hold_hours="24", offer_hours="12")
    text(bo, "/slots/hours/", 422, hold_hours="0", offer_hours="12")


def test_the_queue_by_its_pages(cast: Cast) -> None:
    journey, bo, chen = story.journey(cast), window(cast, "bo"), window(cast, "chen")
    text(bo, "/slots/criteria/", 302, words="No bridging works any more", points="5", measure="asked")
    with truth():
        criterion = QueueCriterion.objects.get()
    text(bo, f"/slots/criteria/{criterion.pk}/approve/", 403, x="1")
    text(chen, f"/slots/criteria/{criterion.pk}/approve/", 302, x="1")
    text(bo, f"/slots/queue/enter/{journey.pk}/", 302, kind="manufacturing", met=criterion.code)
    with truth():
        entry = QueueEntry.objects.get()
    page = text(bo, "/slots/queue/?kind=manufacturing")
    assert "5 points: No bridging works any more (5)." in page
    reason = "Her brother can care for her only in December."
    text(chen, f"/slots/queue/{entry.pk}/override/", 302, version="1", tier="-1", reason=reason)
    assert reason in text(window(cast, "rae"), f"/slots/queue/{entry.pk}/")
    text(bo, f"/slots/queue/{entry.pk}/answer/", 409, version="1")
    text(bo, f"/slots/queue/{entry.pk}/leave/", 302, version="2", reason="Went to another center.")
    assert "Left the queue" in text(bo, f"/slots/queue/{entry.pk}/")
    assert "Nobody waits" in text(bo, "/slots/queue/?kind=manufacturing")


def test_places_one_may_not_see_are_told(cast: Cast) -> None:
    hidden, mine = story.journey(cast), story.another(cast)
    for one in (hidden, mine):
        story.run(cast, "bo", verbs.enter, one.pk, kind=ResourceKind.CHAIR, values={})
    story.restrict(cast, hidden.patient_id)
    page = text(window(cast, "bo"), "/slots/queue/?kind=chair")
    assert "Somebody whose record you may not open" in page
    assert "2 wait" in page


def test_a_bed_for_two_purposes(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast, ResourceKind.BED, "Bed 4")), story.journey(cast)
    text(window(cast, "bo"), f"/slots/bookings/{slot.pk}/do/hold/", 302, version="1", journey=str(journey.pk), purpose="LD1")
    assert story.now(slot).purpose == Purpose.LD1
