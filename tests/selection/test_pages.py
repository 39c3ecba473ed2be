"""The panel, the editor and the API over HTTP: what each shows to whom, what a draft needs, and how many statements the panel asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from referrals.models import Finding, Referral, RuleSet, Verdict
from referrals.selection import verbs
from tests.cast import Cast
from tests.referrals import story as loop
from tests.referrals.desk import statements, window
from tests.selection import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
CD3 = {"code": "cd3", "fact": "cd3", "compare": ">=", "value": 200, "unit": "/uL"}
ABOUT = {"title": "Fitness", "source": "Policy 12", "reason": "We do it so.", "effective_on": loop.TODAY().isoformat()}


def page(client: Client, path: str, status: int = 200, **post: Any) -> str:
    answer = client.post(path, post) if post else client.get(path)
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return str(answer.content.decode())


def call(client: Client, path: str, body: Any = None, *, version: int | None = None, status: int = 200) -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    path = f"/api/v1/{path}"
    answer = client.get(path) if body is None else client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return answer.json()


@pytest.fixture
def referral(cast: Cast) -> Referral:
    story.load_rules()
    return loop.received(cast)


def test_the_panel_says_outside_trial_range_and_never_ineligible(cast: Cast, referral: Referral) -> None:
    for who in ("rae", "bo"):
        shown = page(window(cast, who), f"/referrals/{referral.pk}/eligibility/")
        assert "Outside trial range" in shown
        assert "eligible" not in shown.replace("/eligibility", "").replace("Eligibility", "").lower()
    assert "from packet 1" in shown
    assert "OKAFOR, Denise" in shown


def test_a_draft_of_a_referral_shows_it_before_anything_is_sent(cast: Cast) -> None:
    story.load_rules()
    draft = loop.draft(cast)
    assert f"/referrals/{draft.pk}/eligibility/" in page(window(cast, "rae"), f"/referrals/{draft.pk}/draft/")
    assert "Carvykti label" in page(window(cast, "rae"), f"/referrals/{draft.pk}/eligibility/")


def test_the_number_of_statements_does_not_grow_with_verdicts(cast: Cast, referral: Referral) -> None:
    client, path = window(cast, "rae"), f"/referrals/{referral.pk}/eligibility/"
    page(client, path)
    story.run(cast, "rae", verbs.store, referral.pk)
    with statements() as once:
        page(client, path)
    for _ in range(3):
        story.run(cast, "rae", verbs.store, referral.pk)
    with statements() as again:
        page(client, path)
    assert len(again) == len(once) <= 40


def test_the_editor_keeps_what_it_does_not_show(cast: Cast) -> None:
    """The note and the other way of a criterion stay; an emptied row goes, a new one comes; a bad limit keeps what was typed."""
    alc = {"code": "alc", "fact": "alc", "compare": ">", "value": 300, "unit": "/uL", "note": "Or CD3.", "unless": [CD3]}
    row, client = story.own_draft(cast, alc, story.LVEF), window(cast, "bo")
    typed = {
        f"c-0-{name}": value for name, value in {"fact": "alc", "compare": ">", "value": "250", "level": "discuss", "code": "alc"}.items()
    }
    typed |= {
        "c-1-fact": "lvef_pct",
        "c-1-code": "lvef",
        "c-1-gone": "on",
        "c-2-fact": "prior_cart",
        "c-2-compare": "is",
        "c-2-value": "no",
    }
    typed |= {"c-2-level": "limit", "c-TOTAL_FORMS": "5", "c-INITIAL_FORMS": "2", "version": str(row.version), **ABOUT}
    kept = page(client, f"/rules/{row.pk}/edit/", 409, **{**typed, "c-0-value": "many"})
    assert "is not a number" in kept
    page(client, f"/rules/{row.pk}/edit/", 302, **typed)
    with truth():
        row.refresh_from_db()
    assert [(one["code"], one["value"], one["level"]) for one in row.content] == [("alc", "250", "discuss"), ("prior_cart", False, "limit")]
    assert (row.content[0]["note"], row.content[0]["unless"][0]["value"]) == ("Or CD3.", "200")
    assert row.tested_at is None
    page(client, f"/rules/{row.pk}/edit/", 409, **typed)  # the version of the page is old now


def test_a_test_shows_who_would_get_another_answer(cast: Cast) -> None:
    story.result(cast.denise.pk, "10230-1", "43", "%")
    loop.accepted(cast)
    story.own_rules(cast, {**story.LVEF, "value": 40})
    with truth():
        start = RuleSet.objects.get(owner=cast.organizations["lakeside"])
    draft = story.run(cast, "bo", verbs.draft, kind="center", key="fitness", about=story.about(), start=start.pk)
    draft = story.run(cast, "bo", verbs.edit, draft.pk, version=1, criteria=[{**story.LVEF, "value": 45}])
    shown = page(window(cast, "bo"), f"/rules/{draft.pk}/test/", version=str(draft.version))
    assert "Tested against 1 patient" in shown
    assert "OKAFOR, Denise" in shown
    assert "Within the center&#x27;s limits, now Stop and think" in shown
    with truth():
        assert not Verdict.objects.exists()


def test_programs_read_and_keep_what_the_panel_shows(cast: Cast, referral: Referral) -> None:
    client = window(cast, "rae")
    now = call(client, f"referrals/{referral.pk}/eligibility/")
    assert now["basis"] == "chart"
    assert {one["kind"] for one in now["verdicts"]} == {"label", "trial", "center"}
    assert "active_infection" in {one["key"] for one in now["missing"]}
    body = {"key": "active_infection", "value": "yes", "found_on": loop.TODAY().isoformat()}
    call(client, f"patients/{cast.denise.pk}/findings/", body, status=201)
    now = call(client, f"referrals/{referral.pk}/eligibility/")
    assert [one["key"] for one in now["red_flags"]] == ["active_infection"]
    kept = call(client, f"referrals/{referral.pk}/verdicts/", {}, status=201)
    assert call(client, f"verdicts/{kept[0]['id']}/") == kept[0]
    assert len(call(client, f"referrals/{referral.pk}/verdicts/")) == len(kept) == len(now["verdicts"])
    with truth():
        assert Finding.objects.get().recorded_by == cast.rae


def test_programs_write_a_draft_and_a_second_person_approves(cast: Cast) -> None:
    bo, chen = window(cast, "bo"), window(cast, "chen")
    row = call(bo, "rule-sets/", {"kind": "payer", "key": "payer-a", **ABOUT}, status=201)
    criteria = [{**story.LVEF, "value": "50"}]
    row = call(bo, f"rule-sets/{row['id']}/edit/", {"criteria": criteria}, version=row["version"])
    call(bo, f"rule-sets/{row['id']}/edit/", {"criteria": [{**story.LVEF, "unit": "kg"}]}, version=row["version"], status=409)
    row = call(bo, f"rule-sets/{row['id']}/test/", {}, version=row["version"])
    call(bo, f"rule-sets/{row['id']}/approve/", {}, version=row["version"], status=403)
    row = call(chen, f"rule-sets/{row['id']}/approve/", {}, version=row["version"])
    assert (row["state"], row["approval"]) == ("approved", "Approved by Dr. Wei Chen")
    assert [one["key"] for one in call(chen, "rule-sets/?kind=payer")] == ["payer-a"]
    call(chen, "rule-sets/?kind=nothing", status=400)
    call(bo, "rule-sets/", {"kind": "label", "key": "x", **ABOUT}, status=400)
