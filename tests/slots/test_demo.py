"""What the demonstration gets: dates that are sure are booked, others held, and every state is there to see."""

from __future__ import annotations

import pytest
from django.db.models import Count
from django.utils import timezone

from referrals.models import Anchor, Booking, QueueEntry, Reservation, Resource, Tier
from referrals.pathway.protocol import Confidence
from referrals.slots import demo
from referrals.slots.states import BookingState, ResourceKind
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_every_state_is_there_to_see(cast: Cast) -> None:
    journeys = [story.journey(cast), *(story.another(cast, number, product=("ide-cel", "cilta-cel")[number % 2]) for number in range(5))]
    with truth():
        for code, day, sure in (("APH", 6, Confidence.CONFIRMED), ("SLOT", 9, Confidence.CONFIRMED), ("D0", 12, Confidence.PLANNED)):
            Anchor.objects.create(journey=journeys[0], code=code, on=story.ahead(day), confidence=sure)
        made = demo.fill(cast.organizations["lakeside"], journeys)
        assert demo.fill(cast.organizations["lakeside"], journeys) == 0
        states = dict(Booking.objects.values_list("state").annotate(n=Count("pk")))
        assert sum(states.values()) == made > 100
        assert set(states) == {"free", "held", "offered", "confirmed", "blocked"}
        assert states["confirmed"] == 2
        assert Booking.objects.lapsed(timezone.now()).count() == 1
        assert Reservation.objects.count() == states["held"] + states["offered"] + states["confirmed"]
        assert Resource.objects.filter(kind=ResourceKind.MANUFACTURING).values("product").distinct().count() == 2
        free = Booking.objects.filter(state=BookingState.FREE, resource__kind=ResourceKind.MANUFACTURING)
        assert set(free.values_list("resource__product", flat=True)) == {"cilta-cel", "ide-cel"}
        assert QueueEntry.objects.count() == 5
        assert QueueEntry.objects.filter(tier=Tier.FRONT).count() == 1
