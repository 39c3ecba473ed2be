"""Before a date moves: bookings that would no longer cover it are said, in one statement more whatever their number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecoord.access.actor import acting
from referrals.pathway import foresight, journeys, road
from referrals.pathway.consequences import What
from referrals.pathway.plan import Fix
from tests.cast import Cast
from tests.slots import story
from tests.slots.test_confirm import confirmed

pytestmark = pytest.mark.django_db


def test_a_booking_that_would_no_longer_cover_its_date(cast: Cast) -> None:
    journey = story.journey(cast)
    confirmed(cast, journey)
    with acting(cast.actor("bo")) as bo:
        current = road.load(journeys.seen(bo, journey.pk))
        seen = foresight.of_move(bo, current, "APH", Fix(current.fixes["APH"].on + timedelta(days=7)))
    said = [one for one in seen.unsafe if one.what is What.BOOKING]
    assert len(said) == 1
    assert said[0].words.startswith("Chair 1 is booked for")
    assert said[0].about == "APH"


def test_the_page_to_look_at_what_would_move_has_an_address(cast: Cast) -> None:
    from referrals.slots import anchoring

    journey = story.journey(cast)
    assert anchoring.preview_href(journey.pk, "APH", story.ahead(9)).startswith(f"/journeys/{journey.pk}/dates/?code=APH&on=")
