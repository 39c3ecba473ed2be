"""The list of patients: pages of it, search, and words that want to be more than words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import (
    Patient,
)
from tests.cast import Cast
from tests.house.world import client_of
from tests.truth import truth

pytestmark = pytest.mark.django_db


DATA = next((p / "shared/data" for p in Path(__file__).parents if (p / "shared/data").is_dir()), Path("shared/data"))


def test_the_list_pages_by_key_and_the_statements_do_not_grow(cast: Cast) -> None:
    with truth():
        for n in range(120):
            Patient.objects.create(custodian=cast.organizations["cedar"], given_name=f"Given{n:03}", family_name=f"Family{n % 7}")
    rae = client_of(cast, "rae")
    seen: list[str] = []
    address = reverse("patients:list")
    rae.get(address)
    for _ in range(4):
        with CaptureQueriesContext(connection) as queries:
            response = rae.get(address)
        counted = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(counted) <= 7, "\n".join(sql[:200] for sql in counted)
        assert not any("OFFSET" in sql or "COUNT(" in sql for sql in counted)
        page = response.context["page"]
        seen += [row.name for row in page.rows]
        if page.after is None:
            break
        address = f"{reverse('patients:list')}?after={page.after}"
    assert len(seen) == len(set(seen)) == 121
    assert seen == sorted(seen, key=str.lower)


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("okafor", 1),
        ("OKAFOR, Denise", 1),
        ("denise okaf", 1),
        ("Ókafor", 1),
        ("0083317", 1),
        ("1961-06-02", 1),
        ("02-Jun-1961", 1),
        ("6/2/1961", 1),
        ("okafr", 0),
        ("0083318", 0),
        ("%", 0),
        ("_kafor", 0),
    ],
)
def test_search_by_name_number_and_birth_date(cast: Cast, asked: str, hits: int) -> None:
    rae = client_of(cast, "rae")
    response = rae.post(reverse("patients:search"), {"asked": asked})
    assert response["Location"] == reverse("patients:list")
    page = rae.get(response["Location"])
    assert len(page.context["page"].rows) == hits
    if not hits:
        assert "No patient matches" in page.content.decode()


@pytest.mark.parametrize("who", ["cy", "bo"])
def test_search_finds_only_what_one_may_see(cast: Cast, who: str) -> None:
    client = client_of(cast, who)
    for asked in ("okafor", "0083317", "1961-06-02"):
        client.post(reverse("patients:search"), {"asked": asked})
        assert "OKAFOR" not in client.get(reverse("patients:list")).content.decode()


@pytest.mark.real_data
def test_hostile_words_are_only_words(cast: Cast) -> None:
    path = DATA / "csv/blns.json"
    if not path.exists():
        pytest.skip("blns.json is not here: hostile strings were not tried")
    rae = client_of(cast, "rae")
    for asked in json.loads(path.read_text(encoding="utf-8")):
        rae.post(reverse("patients:search"), {"asked": asked})
        response = rae.get(reverse("patients:list"))
        assert response.status_code == 200, asked
        if "<script" in asked.lower() and len(asked) <= 80:
            assert asked not in response.content.decode()
