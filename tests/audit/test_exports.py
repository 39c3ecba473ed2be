"""Exports: five an hour for each person or client, counted in the log; the limit holds without the cache and between workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import TooMany
from carecoord.audit import exports
from carecoord.audit.exports import Export
from carecoord.audit.models import Event
from tests.api.callers import PATIENTS, machine, person
from tests.cast import Cast, assemble
from tests.house.world import client_of, signed_in_afresh
from tests.truth import truth

BULK, REPORT = "/worklist/rows/", "/audit/export/"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.EXPORTS_AN_HOUR = 2


def made(cast: Cast, who: str) -> list[str]:
    with truth():
        rows = Event.objects.filter(user_id=cast.users[who].pk, action__startswith="export ").order_by("at")
        return list(rows.values_list("action", flat=True))


@pytest.mark.django_db
def test_the_third_of_three_is_refused_whatever_it_takes_out(cast: Cast) -> None:
    rae = person(cast, "rae")
    assert rae.client.post(BULK, {"do": "export"}).status_code == 200
    chart = f"{PATIENTS}{cast.denise.pk}/fhir/"
    assert rae.get(chart).status_code == 200
    refused = rae.get(chart)
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many"
    assert 3500 < int(refused["Retry-After"]) <= 3600
    page = rae.client.post(BULK, {"do": "export"})
    assert page.status_code == 429
    assert "The next is possible in 60 minutes." in page.content.decode()
    assert made(cast, "rae") == ["export worklist", "export chart"]


@pytest.mark.django_db
def test_the_officers_report_counts_as_one(cast: Cast) -> None:
    pia = signed_in_afresh(client_of(cast, "pia"), cast.pia)
    answers = [pia.get(REPORT) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert made(cast, "pia") == ["export audit report"] * 2


@pytest.mark.django_db
def test_what_was_refused_is_no_export(cast: Cast) -> None:
    """Neither a role that may not nor a broken filter uses up a turn."""
    pia = client_of(cast, "pia")
    assert {pia.post(BULK, {"do": "export"}).status_code for _ in range(3)} == {403}
    rae = client_of(cast, "rae")
    assert {rae.post(BULK, {"do": "export", "query": "no=such"}).status_code for _ in range(3)} == {400}
    assert made(cast, "pia") == made(cast, "rae") == []
    assert rae.post(BULK, {"do": "export"}).status_code == 200


@pytest.mark.django_db
def test_a_machine_has_its_own_turns(cast: Cast) -> None:
    chart = f"{PATIENTS}{cast.denise.pk}/fhir/"
    ehr = machine("Cedar Valley EHR", "Cedar Valley")
    assert [ehr.get(chart).status_code for _ in range(3)] == [200, 200, 429]
    assert machine("Cedar Valley desk", "Cedar Valley").get(chart).status_code == 200
    assert person(cast, "rae").get(chart).status_code == 200


@pytest.mark.django_db
def test_an_hour_later_there_is_a_turn_again(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(minutes=61)
    with truth():
        Event.objects.create(at=long_ago, user_id=cast.rae.pk, action="export worklist", mac="-")
        Event.objects.create(at=long_ago + timedelta(minutes=2), user_id=cast.rae.pk, action="export worklist", mac="-")
    rae = client_of(cast, "rae")
    assert [rae.post(BULK, {"do": "export"}).status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db
def test_without_the_cache_the_limit_holds(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody-listens"}}
    rae = client_of(cast, "rae")
    assert [rae.post(BULK, {"do": "export"}).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
def test_nobody_known_exports_nothing(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select audit.export_wait(5)")
        assert cursor.fetchone()[0] == 3600


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_no_more_pass_than_may() -> None:
    with truth():
        cast = assemble()

    def one(_: int) -> bool:
        try:
            with acting(cast.actor("rae")) as rae:
                exports.begin(rae, Export.WORKLIST, patients=[])
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(12))) == 2
    assert len(made(cast, "rae")) == 2
