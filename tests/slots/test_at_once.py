"""Many hands on one chair at the same moment: real threads, real connections, one of them wins and nobody sees an error page."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import connection

from carecoord.access.actor import acting
from carecoord.access.errors import Refused, Stale
from referrals.models import Booking, JourneyEvent, Reservation
from referrals.slots import verbs
from referrals.slots.bookings import TAKEN_WORDS
from referrals.slots.states import LIVE, TAKEN, ReleaseReason
from referrals.slots.verbs.publish import Span
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db(transaction=True)
CALLS, THREADS = 200, 16


def at_once(call: Callable[[int], object], calls: int = CALLS) -> Counter[str]:
    """How often each thing happened; anything but a plain refusal is raised."""
    start, turn = threading.Barrier(THREADS), count()

    def some(share: int) -> Counter[str]:
        start.wait(30)
        seen: Counter[str] = Counter()
        for _ in range(share):
            try:
                call(next(turn))
                seen["done"] += 1
            except Refused as told:
                seen[told.sentence] += 1
            except Stale:
                seen["stale"] += 1
        connection.close()
        return seen

    shares = [calls // THREADS + (number < calls % THREADS) for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(some, shares), Counter())


def test_two_hundred_bookings_of_one_chair(cast: Cast) -> None:
    """Eight patients, four pairs of hands, every one with the form it opened when the chair was free."""
    slot = story.free(story.resource(cast))
    journeys = [story.journey(cast), *(story.another(cast, number) for number in range(7))]

    def book(turn: int) -> None:
        with acting(cast.actor(("bo", "nan", "chen")[turn % 3])) as actor:
            verbs.hold(actor, slot.pk, version=1, journey=journeys[turn % 8].pk)

    assert at_once(book) == {"done": 1, TAKEN_WORDS: CALLS - 1}
    with truth():
        assert Reservation.objects.count() == JourneyEvent.objects.filter(verb="slot_hold").count() == 1
        assert Booking.objects.filter(resource=slot.resource, state__in=TAKEN).count() == 1


def test_two_hundred_takers_of_a_lapsed_hold(cast: Cast) -> None:
    slot, first = story.free(story.resource(cast)), story.journey(cast)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=first.pk)
    story.late(slot)
    journeys = [story.another(cast, number) for number in range(8)]

    def book(turn: int) -> None:
        with acting(cast.actor("bo")) as bo:
            verbs.hold(bo, slot.pk, version=2, journey=journeys[turn % 8].pk)

    assert at_once(book) == {"done": 1, TAKEN_WORDS: CALLS - 1}
    with truth():
        assert Booking.objects.filter(resource=slot.resource, state__in=LIVE).count() == 1


def test_publishing_the_same_season_at_once(cast: Cast) -> None:
    row = story.resource(cast)
    season = [Span(story.at(story.ahead(day)), story.at(story.ahead(day), 14)) for day in range(1, 6)]

    def publish(turn: int) -> None:
        with acting(cast.actor("bo")) as bo:
            verbs.publish(bo, [row.pk], season)

    assert at_once(publish, 32) == {"done": 32}
    with truth():
        assert Booking.objects.filter(resource=row).count() == 5


def test_exchanges_in_a_circle_end(cast: Cast) -> None:
    """Three slots exchanged pairwise in every order, while others release and take: no deadlock, and nobody loses a slot to two."""
    row = [story.resource(cast, name=f"Chair {number}") for number in range(3)]
    slots = [story.free(one) for one in row]
    journeys = [story.another(cast, number) for number in range(3)]
    for slot, journey in zip(slots, journeys, strict=True):
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)

    def exchange(turn: int) -> None:
        one, two = slots[turn % 3], slots[(turn + 1 + turn % 2) % 3]
        with acting(cast.actor("bo")) as bo:
            if turn % 7 == 6:
                verbs.release(bo, one.pk, version=2, reason=ReleaseReason.EARLIER)
            else:
                verbs.swap(bo, one.pk, version=2, other=two.pk, other_version=2)

    seen = at_once(exchange, 64)
    assert seen["done"] >= 1
    with truth():
        assert Booking.objects.filter(state__in=LIVE).count() == 3
