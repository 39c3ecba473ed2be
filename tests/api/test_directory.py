"""The directory over the API: everybody but one's own, the nearest first, at the same cost whatever there is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carecoord.accounts.models import Organization, OrganizationKind
from tests.api.callers import person, statements
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
DIRECTORY = "/api/v1/directory/"


def test_the_nearest_first(cast: Cast) -> None:
    found = person(cast, "rae").get(DIRECTORY).json()
    assert [one["name"].split()[0] for one in found] == ["Hillcrest", "Lakeside", "Summit"]
    assert [one["is_partner"] for one in found] == [False, True, True]
    assert found[1]["id"] == cast.organizations["lakeside"].pk
    assert person(cast, "rae").get(f"{DIRECTORY}?zip=80045").json()[0]["name"].startswith("Summit")


@pytest.mark.parametrize("query", ["zip=x", "zip=", "near=60611"])
def test_parameters_that_are_not_on_the_list(cast: Cast, query: str) -> None:
    assert person(cast, "rae").get(f"{DIRECTORY}?{query}").status_code == 400


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("pat", 403), ("ida", 403), ("uma", 403), ("cy", 200), ("bo", 200)])
def test_who_may(cast: Cast, who: str, status: int) -> None:
    assert person(cast, who).get(DIRECTORY).status_code == status


def test_the_cost_does_not_grow(cast: Cast) -> None:
    rae, counts = person(cast, "rae"), []
    rae.get(DIRECTORY)
    for more in (0, 50):
        with truth():
            Organization.objects.bulk_create(
                Organization(kind=OrganizationKind.CENTER, name=f"C{n}", short_name=f"C{n}") for n in range(more)
            )
        with CaptureQueriesContext(connection) as said:
            rae.get(DIRECTORY)
        counts.append(len(statements(said)))
    assert counts[0] == counts[1] <= 6, statements(said)
