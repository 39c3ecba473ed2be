"""The huddle: what is late, due today, comes today, and who is away; audited, in as many statements for many as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.audit.models import Event as Audited
from carecoord.notifications.models import Habits
from referrals.clock import day_end
from referrals.models import Appointment, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


def page(cast: Cast, who: str) -> str:
    answer = desk.window(cast, who).get("/huddle/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_day_says_so(cast: Cast) -> None:
    assert "A quiet day" in page(cast, "bo")


def test_what_is_late_due_today_and_who_comes(cast: Cast) -> None:
    late, today = desk.referrals(cast, 2)
    end = day_end(timezone.now(), "America/Chicago")
    with truth():
        Referral.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=9))
        Referral.objects.filter(pk=today.pk).update(due_at=end - timedelta(seconds=1))
        Appointment.objects.create(referral=late, at=end - timedelta(minutes=1), time_zone="America/Chicago", clinician=cast.chen)
    text = page(cast, "bo")
    _, overdue, due, coming, hand_offs = text.split("cc-card cc-card--flat")
    assert "MARSH00" in overdue
    assert "working days late" in overdue
    assert "MARSH00" not in due
    assert "MARSH01" in due
    assert "Consult" in coming
    assert "Dr. Wei Chen" in coming
    assert "Every hand-off was acknowledged" in hand_offs
    with truth():
        row = Audited.objects.filter(action="read referrals:huddle").latest("at")
        assert set(row.patient_ids) == {late.patient_id, today.patient_id}


def test_colleagues_away_and_who_stands_in(cast: Cast) -> None:
    day = timezone.localdate()
    with truth():
        Habits.objects.create(user=cast.nan, away_from_on=day, away_until_on=day + timedelta(days=3), deputy=cast.bo)
        Habits.objects.create(user=cast.rae, away_from_on=day, away_until_on=day + timedelta(days=3))
    text = page(cast, "bo")
    assert "Nan Ellis" in text
    assert "stands in: Bo Larsen" in text
    assert "Rae Martin" not in text


def test_strangers_see_nothing_and_officers_no_page(cast: Cast) -> None:
    desk.referrals(cast, 2, stage=Stage.RECEIVED)
    assert "MARSH" not in page(cast, "dee")
    assert desk.window(cast, "pia").get("/huddle/").status_code == 403
    assert desk.window(cast, "pat").get("/huddle/").status_code == 404


def test_as_many_statements_for_many_as_for_few(cast: Cast) -> None:
    desk.referrals(cast, 2)
    client = desk.window(cast, "bo")
    client.get("/huddle/")
    with desk.statements() as few:
        client.get("/huddle/")
    desk.referrals(cast, 9, first=2)
    with desk.statements() as many:
        client.get("/huddle/")
    assert len(many) == len(few)
    assert len(many) <= 16
