"""The board, a meeting from agenda to decision, and the treatment calendar, in a browser and in every look."""

from __future__ import annotations

from django.utils import timezone

from carecoord.access.actor import acting
from referrals.meetings import verbs
from referrals.models import Journey, MeetingCase
from tests.cast import Cast
from tests.referrals import story
from tests.referrals.pathway import trip
from tests.system.conftest import PageAs, Sound
from tests.truth import truth


def prepared(cast: Cast) -> tuple[Journey, MeetingCase]:
    """Given a journey that waits for its decision, on today's agenda."""
    with truth():
        story.complete_record(cast)
    journey = trip.started(cast)
    trip.reach(journey, "selection_meeting")
    with truth():
        Journey.objects.filter(pk=journey.pk).update(phase="consult")
    with acting(cast.actor("bo")) as bo:
        case = verbs.add(bo, verbs.call(bo, on=timezone.localdate()).pk, journey.pk)
        verbs.ask(bo, case.pk, version=1, words="Echo not older than four weeks.", due_on=trip.soon(5))
    trip.reach(journey, "selection_meeting")
    return journey, case


def test_board_meeting_and_calendar(cast: Cast, page_as: PageAs, sound: Sound) -> None:
    journey, case = prepared(cast)
    chen = page_as("chen")
    chen.goto("/journeys/")
    sound(chen, "journeys-board")
    chen.goto("/meetings/")
    sound(chen, "meetings")
    chen.goto(f"/meetings/{case.meeting_id}/")
    sound(chen, "meeting-agenda")
    chen.get_by_role("link", name="OKAFOR, Denise").first.click()
    sound(chen, "meeting-case")
    chen.get_by_label("Treat", exact=True).check()
    chen.get_by_label("Rationale").fill("Fit, and no other choice left.")
    chen.get_by_role("button", name="Record the decision").click()
    chen.get_by_text("Fit, and no other choice left.").wait_for()
    chen.goto(f"/journeys/{journey.pk}/calendar/?month={trip.days(journey)['APH']:%Y-%m}")
    sound(chen, "treatment-calendar")


def test_the_patients_calendar(cast: Cast, page_as: PageAs, sound: Sound) -> None:
    journey, _case = prepared(cast)
    pat = page_as("pat")
    pat.goto(f"/my/calendar/?month={trip.days(journey)['D0']:%Y-%m}")
    sound(pat, "my-calendar")
    pat.get_by_role("button", name="Make my address").click()
    pat.get_by_label("Address").wait_for()
    sound(pat, "my-calendar-address")
