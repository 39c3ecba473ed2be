"""Who reads the log: the patient their own, the custodian's staff and officer theirs; nobody else a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import Grant, Scope, Source
from carecoord.audit import chain, reading
from carecoord.audit.models import Event
from carecoord.audit.trail import record
from carecoord.audit.views import harmless
from tests.audit.log import as_worker
from tests.cast import Cast
from tests.house.world import client_of, signed_in_afresh
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(cast: Cast) -> Cast:
    """Bo's center has the packet; Rae and Bo have looked, Cy was refused."""
    with acting(cast.actor("rae")) as rae:
        lakeside = cast.organizations["lakeside"]
        Grant.objects.create(patient_id=cast.denise.pk, organization=lakeside, scope=Scope.INTAKE, source=Source.REFERRAL)
        record(rae, "read patients:record", patients=[cast.denise.pk])
    with acting(cast.actor("bo")) as bo:
        record(bo, "read referrals:referral", patients=[cast.denise.pk])
    client_of(cast, "cy").get(f"/patients/{cast.denise.pk}/who-looked/")
    return cast


@pytest.mark.parametrize(
    ("who", "sees"), [("pat", 2), ("sam", 0), ("rae", 2), ("ana", 2), ("pia", 2), ("uma", 0), ("bo", 0), ("cy", 0), ("ida", 0)]
)
def test_who_looked_is_for_the_patient_and_the_custodian(looked: Cast, who: str, sees: int) -> None:
    with acting(looked.actor(who)):
        assert len(reading.of_patient(looked.denise.pk)) == sees


def test_the_patients_page_says_it_plainly(looked: Cast) -> None:
    page = client_of(looked, "pat").get("/my/who-looked/").content.decode()
    assert "Rae Martin" in page
    assert "Lakeside Cell Therapy Center" in page
    assert "Looked at your record" in page
    page = client_of(looked, "sam").get("/my/who-looked/").content.decode()
    assert "Rae Martin" not in page
    assert "not shown to you" in page


def test_the_record_page_of_the_custodian_and_of_the_center(looked: Cast) -> None:
    path = f"/patients/{looked.denise.pk}/who-looked/"
    assert "Bo Larsen" in client_of(looked, "rae").get(path).content.decode()
    assert "Rae Martin" not in client_of(looked, "bo").get(path).content.decode()


def test_the_report_is_the_officers_alone(looked: Cast) -> None:
    with as_worker():
        chain.seal()
    wanted = reading.Filter(since=_day(-1), until=_day(1))
    for who in ("rae", "uma", "ida", "pat"):
        with acting(looked.actor(who)):
            assert reading.report(wanted) == []
    with acting(looked.actor("pia")):
        rows = reading.report(wanted)
    assert {(row.person, row.outcome) for row in rows} == {("Rae Martin", "ok"), ("Bo Larsen", "ok"), ("Cy Novak", "denied")}
    assert next(row for row in rows if row.person == "Bo Larsen").patient_ids == [looked.denise.pk]


def _day(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_filters_sorting_and_pages(looked: Cast) -> None:
    with acting(looked.actor("rae")) as rae:
        for number in range(120):
            record(rae, f"test.verb_{number % 3}", patients=[looked.denise.pk], reason=f"{number}")
    everything = reading.Filter(since=_day(-1), until=_day(1))
    with acting(looked.actor("pia")):
        for sort in reading.SORTS:
            for descending in (True, False):
                wanted = replace(everything, sort=sort, descending=descending)
                rows = list(reading.every(wanted, at_most=1000))
                assert len({row.id for row in rows}) == len(rows) == 121
                pages, after = [], None
                while page := reading.report(replace(wanted, after=after), limit=50):
                    pages += page
                    after = page[-1].id
                assert [row.id for row in pages] == [row.id for row in rows]
        assert len(reading.report(replace(everything, action="test.verb_1"), limit=500)) == 40
        assert reading.report(replace(everything, person=looked.bo.pk)) == []
        assert len(reading.report(replace(everything, patient=looked.denise.pk), limit=500)) == 121


def test_the_page_and_the_export(looked: Cast) -> None:
    client = client_of(looked, "pia")
    page = client.get("/audit/?action=read&sort=-person").content.decode()
    assert "Rae Martin" in page
    assert "OKAFOR, Denise" in page
    assert client.get("/audit/?since=2026-02-03&until=2026-02-01").status_code == 200
    assert client.get("/audit/export/").status_code == 302
    response = signed_in_afresh(client, looked.pia).get("/audit/export/")
    assert response.status_code == 200, response
    with truth():
        exported = Event.objects.get(action="export audit report")
    assert exported.patient_ids == [looked.denise.pk]
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming answer
    assert '"Rae Martin"' in body
    assert "Okafor" not in body


def test_a_spreadsheet_takes_no_formula() -> None:
    assert [harmless(cell) for cell in ("=1+1", "@x", "plain")] == ["'=1+1", "'@x", "plain"]


def test_nobody_reads_the_table_itself(looked: Cast) -> None:
    with acting(looked.actor("pia")), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from audit_event")
