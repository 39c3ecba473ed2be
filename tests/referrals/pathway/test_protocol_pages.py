"""Reading a protocol in the product: whole, with approvals and own days; and what the two forms do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.actor import acting
from referrals.models import CenterOverride, ItemApproval, ProtocolVersion
from referrals.pathway import items, reading
from referrals.pathway.pages import difference
from referrals.pathway.verbs import protocols as verbs
from tests.api.callers import machine
from tests.cast import Cast
from tests.house.world import client_of
from tests.referrals.pathway.protocols import CILTA, directed, kept, loaded, shipped, shipped_version
from tests.truth import truth

pytestmark = pytest.mark.django_db
VERSION = shipped_version()
PAGE = f"/pathway/protocols/{CILTA}/{VERSION}/"
FOUND = items.items(shipped(CILTA))
DRAFT = "Draft, needs approval"


@pytest.fixture
def version(cast: Cast) -> ProtocolVersion:
    directed(cast)
    return loaded()


def text(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_item_and_source_stands_on_the_page(cast: Cast, version: ProtocolVersion) -> None:
    page = text(client_of(cast, "bo"))
    assert [code for code in FOUND if f'id="{code.replace(".", "-")}"' not in page] == []
    assert "14 days after infusion" in page
    assert "FDA safety communication, 26 June 2025" in page
    assert page.count(DRAFT) >= len(FOUND)


def test_a_practice_reads_without_approvals(cast: Cast, version: ProtocolVersion) -> None:
    page = text(client_of(cast, "ana"))
    assert DRAFT not in page
    assert "Own days" not in page


def test_the_director_approves_what_is_ticked(cast: Cast, version: ProtocolVersion) -> None:
    client = client_of(cast, "chen")
    assert "Approve what is ticked" in text(client)
    ticked = [f"{code} {FOUND[code].sha256}" for code in ("steps.stay_near", "gates.G3")]
    answer = client.post(f"{PAGE}approve/", {"item": ticked}, follow=True)
    assert "2 items are approved." in answer.content.decode()
    assert ItemApproval.objects.count() == 2
    assert "Approve what is ticked" not in text(client_of(cast, "bo"))
    assert "Dr. Wei Chen" in text(client_of(cast, "bo"))
    assert "Dr. Wei Chen" not in text(client_of(cast, "dee"))  # another center


@pytest.mark.parametrize("ticked", [[], ["steps.stay_near"], ["steps.stay_near wrong"]])
def test_what_cannot_be_approved_is_said(cast: Cast, version: ProtocolVersion, ticked: list[str]) -> None:
    answer = client_of(cast, "chen").post(f"{PAGE}approve/", {"item": ticked})
    assert answer.status_code == 409
    assert not ItemApproval.objects.exists()


def own(**entries: object) -> dict[str, object]:
    day = timezone.localdate().isoformat()
    return {"offset": 28, "effective_on": day, "reason": "Distances are long", "source": "Policy 12", **entries}


def test_a_coordinator_proposes_and_the_director_approves(cast: Cast, version: ProtocolVersion) -> None:
    bo, chen = client_of(cast, "bo"), client_of(cast, "chen")
    assert "14 is the least" in text(bo, f"{PAGE}own/stay_near/0/")
    bo.post(f"{PAGE}own/stay_near/0/", own())
    row = CenterOverride.objects.get()
    assert "Stay near the center: 28 days instead of 14" in text(bo)
    assert "28 days instead</b>" not in text(bo)
    chen.post(f"/pathway/protocols/own/{row.pk}/1/approve/")
    assert "28 days instead</b>" in text(bo)
    chen.post(f"/pathway/protocols/own/{row.pk}/1/withdraw/", {"reason": "Not needed"})
    assert "28 days instead" not in text(bo)


@pytest.mark.parametrize(
    ("entries", "says"),
    [({"offset": 13}, "It cannot be less than 14"), ({"offset": ""}, "This field is required"), ({"reason": ""}, "required")],
)
def test_a_form_that_is_refused_keeps_what_was_typed(cast: Cast, version: ProtocolVersion, entries: dict[str, object], says: str) -> None:
    answer = client_of(cast, "bo").post(f"{PAGE}own/stay_near/0/", own(**entries))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Policy 12" in answer.content.decode()


@pytest.mark.parametrize("path", ["own/infusion/0/", "own/tea/0/", "own/stay_near/9/", "own/washout.tea/0/"])
def test_a_rule_that_cannot_be_changed_has_no_form(cast: Cast, version: ProtocolVersion, path: str) -> None:
    assert client_of(cast, "bo").get(PAGE + path).status_code == 404


def test_two_versions_side_by_side(cast: Cast, version: ProtocolVersion) -> None:
    protocol = shipped(CILTA)
    steps = tuple(
        replace(step, title="Stay close") if step.code == "stay_near" else step for step in protocol.steps if step.code != "vaccines_after"
    )
    kept(replace(protocol, version=VERSION + 1, steps=steps, effective_on=date(2027, 1, 1)))
    page = text(client_of(cast, "bo"), f"/pathway/protocols/{CILTA}/{VERSION + 1}/against/{VERSION}/")
    assert "33 Stay close" in page
    assert "33 Stay near the center" in page
    assert "Vaccines after the infusion" in page
    assert [change.word for change in difference.between(protocol, replace(protocol, steps=steps))].count("Gone") == 1
    assert difference.between(protocol, protocol) == []
    assert "Nothing that can be read differs" in text(client_of(cast, "bo"), f"/pathway/protocols/{CILTA}/{VERSION}/against/{VERSION}/")


def test_the_list_and_what_does_not_exist(cast: Cast, version: ProtocolVersion) -> None:
    client = client_of(cast, "ana")
    assert "Cilta-cel for multiple myeloma (US)" in text(client, "/pathway/protocols/")
    assert client.get(f"/pathway/protocols/{CILTA}/9/").status_code == 404
    assert client.get("/pathway/protocols/tea/1/").status_code == 404


def test_the_page_costs_the_same_whatever_was_approved(cast: Cast, version: ProtocolVersion) -> None:
    client = client_of(cast, "chen")
    text(client)
    with CaptureQueriesContext(connection) as few:
        text(client)
    with acting(cast.actor("chen")) as chen:
        verbs.approve_items(chen, code=CILTA, version=VERSION, wanted={code: item.sha256 for code, item in FOUND.items()})
    with CaptureQueriesContext(connection) as many:
        text(client)
    assert len(few) == len(many)


def test_programs_read_the_same(cast: Cast, version: ProtocolVersion) -> None:
    client = client_of(cast, "bo")
    listed = client.get("/api/v1/protocols/").json()
    assert [(row["code"], row["version"]) for row in listed] == [(CILTA, VERSION)]
    with truth():
        entries = {"center": cast.organizations["lakeside"], "protocol_code": CILTA, "step": "stay_near", "offset": 28}
        when = {"effective_on": timezone.localdate(), "approved_at": timezone.now(), "approved_by": cast.chen}
        CenterOverride.objects.create(**entries, **when, reason="Far", source="Policy 12", set_by=cast.bo)
    whole = client.get(f"/api/v1/protocols/{CILTA}/{VERSION}/").json()
    assert whole["content"] == reading.as_plain(shipped(CILTA))
    assert [(one["step"], one["offset"]) for one in whole["own_days"]] == [("stay_near", 28)]
    assert client_of(cast, "ana").get(f"/api/v1/protocols/{CILTA}/{VERSION}/").json()["own_days"] == []
    assert client.get(f"/api/v1/protocols/{CILTA}/7/").status_code == 404
    assert client.get("/api/v1/protocols/?tea=1").status_code == 400
    assert client_of(cast, "pat").get("/api/v1/protocols/").status_code == 403


@pytest.mark.parametrize(("scope", "status"), [("referrals.read", 200), ("patients.read", 403)])
def test_a_program_needs_the_scope(cast: Cast, version: ProtocolVersion, scope: str, status: int) -> None:
    ehr = machine("EHR", "Cedar Valley", scope)
    assert ehr.get("/api/v1/protocols/").status_code == status
    assert ehr.get(f"/api/v1/protocols/{CILTA}/{VERSION}/").status_code == status
