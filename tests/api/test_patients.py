"""The list, the search, registering, reading and changing a patient over the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carecoord.access.models import Restriction, RestrictionKind, Scope
from patients.models import Patient
from tests.api.callers import PATIENTS, person, statements
from tests.cast import Cast
from tests.patients.rows import audited, fresh, share
from tests.truth import truth

pytestmark = pytest.mark.django_db
NEW = {"family_name": "Lindqvist", "given_name": "Astrid", "birth_on": "1958-03-09", "sex": "female", "mrn": "4411", "zip_code": "52402"}
SEVEN = {"family_name": "Nakamura", "given_name": "Kenji"}


def made(cast: Cast, count: int, home: str = "cedar") -> list[Patient]:
    rows = [
        Patient(custodian=cast.organizations[home], family_name=f"Row{n:03}", given_name="A", name_key=f"row{n:03} a") for n in range(count)
    ]
    with truth():
        return Patient.objects.bulk_create(rows)


def at(cast: Cast) -> str:
    return f"{PATIENTS}{cast.denise.pk}/"


def test_the_list_shows_what_is_shared(cast: Cast) -> None:
    [row] = person(cast, "ana").get(PATIENTS).json()["results"]
    assert (row["id"], row["mrn"], row["birth_on"]) == (str(cast.denise.pk), "0083317", "1961-06-02")
    assert audited("read patients_api:list")[0].patient_ids == [cast.denise.pk]
    for outsider in ("cy", "dee", "bo"):
        assert person(cast, outsider).get(PATIENTS).json() == {"results": [], "next": None}


@pytest.mark.parametrize("who", ["pia", "uma", "pat", "sam", "ida"])
def test_who_may_not(cast: Cast, who: str) -> None:
    caller = person(cast, who)
    assert caller.get(PATIENTS).status_code == 403
    assert caller.get(at(cast)).status_code == 403
    assert caller.get(f"{PATIENTS}{uuid4()}/").content == caller.get(at(cast)).content
    assert caller.post(PATIENTS, NEW, key="key-0001").status_code == 403


def test_nobody_is_asked_to_sign_in(cast: Cast) -> None:
    answer = person(cast, "nobody").get(PATIENTS)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("rest", ["", "facts/results/", "documents/", "fhir/", "facts/results/{0}/", "documents/{0}/file/"])
def test_a_foreign_record_answers_like_an_absent_one(cast: Cast, rest: str) -> None:
    cy = person(cast, "cy")
    foreign, absent = cy.get(at(cast) + rest.format(uuid4())), cy.get(f"{PATIENTS}{uuid4()}/{rest.format(uuid4())}")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert sorted(foreign.headers) == sorted(absent.headers)


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "after=x",
        "limit=0",
        "limit=51",
        "limit=ten",
        "limit=" + "9" * 5000,
        "order=birth_on",
        "updated_since=soon",
        "name=Okafor",
    ],
)
def test_parameters_that_are_not_on_the_list(cast: Cast, query: str) -> None:
    answer = person(cast, "ana").get(f"{PATIENTS}?{query}")
    assert answer.status_code == 400
    assert "Okafor" not in answer.content.decode()


@pytest.mark.parametrize("order", ["id", "name"])
def test_pages_are_stable_while_rows_are_inserted(cast: Cast, order: str) -> None:
    there = {str(row.pk) for row in made(cast, 24)} | {str(cast.denise.pk)}
    ana, seen, path = person(cast, "ana"), [], f"{PATIENTS}?limit=10&order={order}"
    while path:
        page = ana.get(path).json()
        seen += [row["id"] for row in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
        with truth():
            Patient.objects.create(custodian=cast.organizations["cedar"], family_name=f"Row00{len(seen)}", given_name="B")
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_the_cost_of_a_page_does_not_grow(cast: Cast) -> None:
    ana = person(cast, "ana")
    ana.get(PATIENTS)
    counts = []
    for more in (0, 60):
        made(cast, more)
        with CaptureQueriesContext(connection) as said:
            shown = len(ana.get(PATIENTS).json()["results"])
        counts.append((shown, len(statements(said))))
    assert [shown for shown, _ in counts] == [1, 50]
    assert counts[0][1] == counts[1][1] <= 6, counts


def test_changed_since(cast: Cast) -> None:
    ana = person(cast, "ana")
    with truth():
        later = fresh(cast.denise).updated_at.isoformat().replace("+00:00", "Z")
    assert len(ana.get(f"{PATIENTS}?updated_since={later}").json()["results"]) == 1
    assert ana.get(f"{PATIENTS}?updated_since=2099-01-01T00:00:00Z").json()["results"] == []


@pytest.mark.parametrize("asked", ["okafor", "Denise", "0083317", "06/02/1961"])
def test_search_is_sent_in_a_body(cast: Cast, asked: str) -> None:
    found = person(cast, "ana").post(f"{PATIENTS}search/", {"asked": asked}).json()
    assert [row["id"] for row in found["results"]] == [str(cast.denise.pk)]
    assert person(cast, "cy").post(f"{PATIENTS}search/", {"asked": asked}).json()["results"] == []


def test_search_pages(cast: Cast) -> None:
    made(cast, 60)
    ana = person(cast, "ana")
    first = ana.post(f"{PATIENTS}search/", {"asked": "row"}).json()
    second = ana.post(f"{PATIENTS}search/", {"asked": "row", "after": first["after"]}).json()
    assert (len(first["results"]), len(second["results"]), second["after"]) == (50, 10, None)


def test_register_once_for_one_key(cast: Cast) -> None:
    rae = person(cast, "rae")
    first = rae.post(PATIENTS, NEW, key="key-0001")
    again = rae.post(PATIENTS, NEW, key="key-0001")
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["mrn"], first.headers["ETag"]) == ("4411", '"1"')
    other = rae.post(PATIENTS, {**NEW, "given_name": "Anna"}, key="key-0001")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert rae.post(PATIENTS, {**NEW, "mrn": "4412"}, key="key-0001").json()["code"] == "key_reused"
    assert len(audited("patient.register")) == 1


def test_a_key_is_the_callers_own(cast: Cast) -> None:
    mine = person(cast, "rae").post(PATIENTS, SEVEN, key="key-0001").json()["id"]
    theirs = person(cast, "cy").post(PATIENTS, SEVEN, key="key-0001")
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**NEW, "colour": "red"}, "/colour"),
        ({"family_name": "X"}, "/given_name"),
        ({**NEW, "birth_on": "yesterday"}, "/birth_on"),
        ({**NEW, "sex": "F"}, "/sex"),
        ({**NEW, "custodian": 1}, "/custodian"),
        ({**NEW, "language": "english please"}, "/language"),
    ],
)
def test_what_cannot_be_used_is_named(cast: Cast, body: dict[str, Any], path: str) -> None:
    answer = person(cast, "rae").post(PATIENTS, body, key="key-0001")
    assert answer.status_code == 400
    assert [one["path"] for one in answer.json()["errors"]] == [path]
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", "short", "x" * 81])
def test_a_key_is_needed(cast: Cast, key: str) -> None:
    assert person(cast, "rae").post(PATIENTS, NEW, key=key).status_code == 400


@pytest.mark.parametrize("body", [[], "text", None, 7])
def test_a_body_is_one_object(cast: Cast, body: Any) -> None:
    assert person(cast, "rae").send("POST", PATIENTS, body, None, "key-0001").status_code == 400


def test_a_duplicate_is_warned_of_once(cast: Cast) -> None:
    twin = {"family_name": "Okafor", "given_name": "Denise", "birth_on": "1961-06-02", "sex": "female"}
    rae = person(cast, "rae")
    warned = rae.post(PATIENTS, twin, key="key-0002")
    assert (warned.status_code, warned.json()["code"], warned.json()["field"]) == (409, "looks_like_duplicate", "confirmed_not_duplicate")
    assert [one["id"] for one in warned.json()["candidates"]] == [str(cast.denise.pk)]
    assert audited("read patients_api:list")[-1].patient_ids == [cast.denise.pk]
    assert rae.post(PATIENTS, {**twin, "confirmed_not_duplicate": True}, key="key-0002").status_code == 201
    assert person(cast, "cy").post(PATIENTS, twin, key="key-0002").status_code == 201  # no hint across organizations


def test_the_header_until_the_chart_opens(cast: Cast) -> None:
    share(cast, Scope.INTAKE)
    bo = person(cast, "bo")
    header = bo.get(at(cast)).json()
    assert (header["family_name"], header["opens_chart"], header["phone"]) == ("Okafor", False, None)
    assert bo.get(f"{at(cast)}facts/results/").status_code == 404
    assert bo.patch(at(cast), {"phone": "1"}, version=1).status_code == 403
    share(cast, Scope.PATHWAY)
    assert bo.get(at(cast)).json()["phone"] == "555-0188"


def test_update_with_a_version(cast: Cast) -> None:
    rae = person(cast, "rae")
    assert rae.patch(at(cast), {"phone": "555-0190"}).status_code == 428
    assert rae.patch(at(cast), {"phone": "555-0190"}, version=1).json()["phone"] == "555-0190"
    stale = rae.patch(at(cast), {"phone": "555-0191"}, version=1)
    assert (stale.status_code, stale.json()["version"]) == (409, 2)
    assert "Rae Martin" in stale.json()["changes"][0]
    assert rae.patch(at(cast), {"deceased_at": None}, version=2).status_code == 400
    assert fresh(cast.denise).phone == "555-0190"
    assert person(cast, "cy").patch(at(cast), {"phone": "1"}, version=2).status_code == 404


@pytest.mark.parametrize("version", ["x", "-1", "²", "9" * 5000, "*"])
def test_a_version_that_is_no_number(cast: Cast, version: str) -> None:
    client, sent = person(cast, "rae").client, version.encode().decode("latin-1")
    answer = client.patch(at(cast), {"phone": "1"}, content_type="application/json", headers={"If-Match": f'"{sent}"'})
    assert answer.status_code == 400


def test_a_key_whose_record_is_restricted_now(cast: Cast) -> None:
    """Neither shown nor registered twice, and no fault of the server."""
    rae = person(cast, "rae")
    made = rae.post(PATIENTS, NEW, key="key-0001").json()
    with truth():
        Restriction.objects.create(patient_id=made["id"], kind=RestrictionKind.VIP, reason="Works here.", placed_by_id=cast.pia.pk)
    again = rae.post(PATIENTS, {**NEW, "mrn": ""}, key="key-0001")
    assert again.status_code in (400, 409)
    assert rae.post(PATIENTS, {k: v for k, v in NEW.items() if k != "mrn"}, key="key-0001").json()["code"] == "written_meanwhile"
    assert rae.get(f"{PATIENTS}{made['id']}/").status_code == 404
