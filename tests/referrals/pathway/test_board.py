"""The board: who is on it, whose it is, what is late, one phase alone, the walls, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from referrals.models import Journey, JourneyStep
from referrals.pathway import stages
from tests.cast import Cast
from tests.performance import crowd
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db
BOARD = "/journeys/"


def text(client: Client, path: str = BOARD) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_is_under_way(cast: Cast) -> None:
    journey = trip.started(cast)
    with truth():
        Journey.objects.filter(pk=journey.pk).update(phase_since_on=timezone.localdate() - timedelta(days=12))
        step = JourneyStep.objects.filter(journey=journey, state="ready").first()
        assert step is not None
        JourneyStep.objects.filter(pk=step.pk).update(
            due_at=timezone.now() - timedelta(days=9), due_on=timezone.localdate() - timedelta(days=9)
        )
    page = text(window(cast, "bo"))
    assert "OKAFOR, Denise" in page
    assert "12 d" in page
    assert "1 late" in page
    assert "Cedar Valley" in page
    assert "Lakeside" in text(window(cast, "rae"))
    for who in ("cy", "dee"):
        assert "OKAFOR" not in text(window(cast, who))


def test_one_phase_alone(cast: Cast) -> None:
    journey, bo = trip.started(cast), window(cast, "bo")
    assert "OKAFOR, Denise" in text(bo, f"{BOARD}?phase={trip.now(journey).phase}")
    assert "OKAFOR" not in text(bo, f"{BOARD}?phase=follow_up")
    assert bo.get(f"{BOARD}?phase=nowhere").status_code == 400
    assert bo.get(f"{BOARD}?phase=consult&after=x").status_code == 400


def test_those_that_ended_are_gone(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "bo", "end", journey, code="lost")
    assert "OKAFOR" not in text(window(cast, "bo"))


def spread(cast: Cast, count: int) -> None:
    """So many journeys of Lakeside, each a copy of Denise's with a patient of its own, spread over every phase."""
    journey = trip.started(cast)
    phases = list(stages.phases())
    crowd.gather(journey.referral, owner=cast.bo.pk, count=count)
    with truth(), connection.cursor() as cursor:
        cursor.execute("update patients_patient set chart = vis where id <> %s", [journey.patient_id])
        cursor.execute("alter table referrals_journey disable trigger user")
        cursor.execute(COPIES, {"count": count, "journey": journey.pk, "phases": phases, "size": len(phases)})
        cursor.execute("alter table referrals_journey enable trigger user")
        cursor.execute("analyze referrals_journey")
        cursor.execute("analyze patients_patient")


COPIES = """
insert into referrals_journey select (jsonb_populate_record(j, jsonb_build_object(
  'id', md5('j' || n)::uuid, 'patient_id', md5('p' || n)::uuid, 'referral_id', md5('r' || n)::uuid,
  'phase', (%(phases)s::text[])[n %% %(size)s + 1], 'phase_since_on', current_date - n %% 90,
  'started_at', now() - n * interval '1 hour', 'next_due_at', now() + (n %% 40 - 10) * interval '1 day'))).*
from referrals_journey j, generate_series(1, %(count)s) n where j.id = %(journey)s
"""


def test_the_board_of_2000_is_bounded(cast: Cast) -> None:
    spread(cast, 2000)
    bo = window(cast, "bo")
    text(bo)
    with statements() as sent:
        page = text(bo)
    assert len(sent) <= 8, "\n".join(sent)
    assert page.count("cc-board__name") <= stages.SHOWN * len(stages.phases())
    assert f"{stages.CAP}+" in page
    alone = text(bo, f"{BOARD}?phase=consult")
    assert alone.count("cc-board__name") == stages.PAGE
    assert "Next 50" in alone
    assert len(page) < 90_000


def test_no_journey_is_read_that_is_not_counted(cast: Cast) -> None:
    """The statement of the board walks an index of the center and ends each phase at its limit."""
    spread(cast, 2000)
    bo = window(cast, "bo")
    with statements() as sent:
        text(bo)
    board = next(sql for sql in sent if "UNION ALL" in sql)
    with truth(), connection.cursor() as cursor:
        cursor.execute(f"explain {board}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on referrals_journey" not in plan, plan
