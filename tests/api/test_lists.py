"""The lists of referrals and notices cost the same at 1 and at 50 rows: at most six statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from patients.models import Patient
from referrals.models import Referral
from referrals.states import Side, Stage
from tests.api.callers import REFERRALS, person, statements
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def referrals(cast: Cast, start: int, end: int) -> None:
    cedar, lakeside, now = cast.organizations["cedar"], cast.organizations["lakeside"], timezone.now()
    people = [Patient(custodian=cedar, family_name=f"Row{n:03}", given_name="A", name_key=f"row{n:03} a") for n in range(start, end)]
    Patient.objects.bulk_create(people)
    sent = {"from_org": cedar, "to_org": lakeside, "stage": Stage.SUBMITTED, "ball": Side.RECEIVER, "is_open": True}
    Referral.objects.bulk_create(Referral(patient=one, due_at=now, submitted_at=now, **sent) for one in people)


def notices(cast: Cast, start: int, end: int) -> None:
    for n in range(start, end):
        Notification.objects.create(kind=Kind.NOTE_WRITTEN, recipient=cast.rae, channel=Channel.INAPP, key=f"row{n}")


@pytest.mark.parametrize(
    ("path", "make", "most"), [(f"{REFERRALS}?tab=waiting", referrals, 20), ("/api/v1/notices/", notices, 50)], ids=["referrals", "notices"]
)
def test_the_cost_does_not_grow(cast: Cast, path: str, make: Callable[[Cast, int, int], None], most: int) -> None:
    rae, shown, counts = person(cast, "rae"), [], []
    for start, end in ((0, 1), (1, 50)):
        with truth():
            make(cast, start, end)
        rae.get(path)
        with CaptureQueriesContext(connection) as said:
            answer = rae.get(path).json()
        shown.append(len(answer["results"]))
        counts.append(len(statements(said)))
    assert shown[0] == 1
    assert 20 <= shown[1] <= most
    assert counts[0] == counts[1] <= 6, statements(said)
