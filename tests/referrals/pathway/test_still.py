"""A reminder of a step asks, when it is sent, whether the step is still open and due that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from carecoord.notifications import Kind, delivery
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from referrals.models import JourneyStep
from tests.cast import Cast
from tests.notifications.stage import as_worker_role, notice, now
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def reminder(cast: Cast, row: JourneyStep, on: date, kind: Kind = Kind.PATHWAY_STEP_DUE) -> Notification:
    lakeside = cast.organizations["lakeside"]
    key = f"pathway:{row.pk}:{on.isoformat()}:{lakeside.pk}:rung1"
    return notice(cast.bo, kind=kind, key=key, organization=lakeside, about=row.journey_id, patient_id=cast.denise.pk)


def test_done_meanwhile_or_put_off_reminds_nobody(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.step(journey, "book_consult")
    assert row.due_on
    still, moved = reminder(cast, row, row.due_on), reminder(cast, row, row.due_on - timedelta(days=1), Kind.PATHWAY_STEP_LATE)
    with as_worker_role():
        delivery.deliver()
    assert (now(still).state, now(moved).state, now(moved).last_error_class) == (State.SENT, State.CANCELLED, "no_longer_so")
    trip.on_step(cast, "bo", "skip", trip.step(journey, "book_consult"), reason="Not needed here.")
    with truth():
        Notification.objects.filter(pk=still.pk).delete()
    late = reminder(cast, row, row.due_on, Kind.PATHWAY_STEP_LATE)
    with as_worker_role():
        delivery.deliver()
    assert (now(late).state, now(late).last_error_class) == (State.CANCELLED, "no_longer_so")
