"""The history of a record: who changed what, from what to what; for those who read the chart, page by page."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import Scope
from patients import verbs
from patients.models import Change, Deed, PerformanceStatus
from patients.pages.history import PAGE
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.rows import audited, share
from tests.truth import truth

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def url(cast: Cast, after: object = "") -> str:
    return reverse("patients:history", args=[cast.denise.pk]) + (f"?after={after}" if after else "")


def page(cast: Cast, who: str = "rae", after: object = "") -> str:
    return client_of(cast, who).get(url(cast, after)).content.decode()


def written(cast: Cast, count: int) -> None:
    """Changes in pairs of one instant, so that only the key tells them apart."""
    now = timezone.now()
    with truth():
        Change.objects.bulk_create(
            Change(
                patient=cast.denise,
                about="patients.patient",
                row_id=cast.denise.pk,
                version=number + 2,
                deed=Deed.CORRECTED,
                values={"phone": [f"555-{number:04}", f"555-{number + 1:04}"]},
                at=now - datetime.timedelta(minutes=number // 2),
                by_name="Rae Martin",
            )
            for number in range(count)
        )


def test_nothing_written_yet(cast: Cast) -> None:
    assert "Nothing was written here yet" in page(cast)


def test_from_what_to_what_in_words(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.update_demographics(rae, cast.denise.pk, version=cast.denise.version, phone="555-0190", birth_on=datetime.date(1961, 6, 3))
        fact = verbs.add_fact(rae, cast.denise.pk, PerformanceStatus, ecog=1, assessed_on=datetime.date(2024, 3, 2))
        verbs.mark_entered_in_error(rae, PerformanceStatus, fact.pk, version=fact.version, reason=f"Wrong person {HOSTILE}")
    text = page(cast)
    for words in ("555-0188", "555-0190", "02-Jun-1961", "03-Jun-1961", "Date of birth", "Name and contact", "Performance status"):
        assert words in text
    assert "Rae Martin" in text
    assert "02-Mar-2024" in text
    assert "Entered in error" in text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


def test_reading_it_is_told(cast: Cast) -> None:
    page(cast)
    (event,) = audited("read patients:history")
    assert event.patient_ids == [cast.denise.pk]


def test_a_center_reads_it_once_the_chart_is_open(cast: Cast) -> None:
    share(cast, Scope.INTAKE)
    assert client_of(cast, "bo").get(url(cast)).status_code == 404
    share(cast, Scope.PATHWAY)
    assert client_of(cast, "bo").get(url(cast)).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("ana", 200), ("pia", 403), ("cy", 404), ("uma", 404), ("pat", 404), ("ida", 404)])
def test_who_else(cast: Cast, who: str, status: int) -> None:
    assert client_of(cast, who).get(url(cast)).status_code == status


def test_every_change_once_page_by_page(cast: Cast) -> None:
    written(cast, PAGE * 2 + 3)
    rae, seen, address = client_of(cast, "rae"), [], url(cast)
    for _ in range(4):
        history = rae.get(address).context["page"]
        seen += [row.moves[0].before for row in history.rows]
        if history.older is None:
            break
        address = url(cast, history.older)
    assert len(seen) == len(set(seen)) == PAGE * 2 + 3


def test_a_mark_that_is_none_of_this_record(cast: Cast) -> None:
    written(cast, 1)
    assert client_of(cast, "rae").get(url(cast, "x")).status_code == 404
    assert "There is nothing older" in page(cast, after=uuid4())


def test_as_many_statements_for_one_row_as_for_many(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    written(cast, 1)
    rae.get(url(cast))
    with CaptureQueriesContext(connection) as few:
        rae.get(url(cast))
    written(cast, 30)
    with CaptureQueriesContext(connection) as many:
        rae.get(url(cast))
    assert len(few) == len(many)
    assert not any("OFFSET" in query["sql"] or "COUNT(" in query["sql"] for query in many)
