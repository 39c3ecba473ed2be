"""Review pages and Django admin: the same verbs through two doors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from education import content
from education.models import Version
from education.states import Status
from tests.cast import Cast
from tests.house.world import client_of
from tests.truth import truth

pytestmark = pytest.mark.django_db
IN_A_YEAR = (timezone.localdate() + timedelta(days=300)).isoformat()
FILE = (content.FOLDER / "en/first-visit.md").read_text(encoding="utf-8")


def status_of(version: Version) -> str:
    with truth():
        version.refresh_from_db()
    return version.status


def act(client: Client, version: Version, verb: str, **data: str) -> int:
    return client.post(f"/learn/review/{version.pk}/{verb}/", data).status_code


def test_strangers_sign_in_first(draft: Version) -> None:
    response = Client().get(f"/learn/review/{draft.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next=/learn/review/{draft.pk}/")


def test_two_people_publish_in_the_browser(cast: Cast, draft: Version) -> None:
    nan, chen = client_of(cast, "nan"), client_of(cast, "chen")
    assert act(nan, draft, "submit") == 302
    assert "somebody else has to approve it" in nan.get(f"/learn/review/{draft.pk}/").content.decode()
    assert act(nan, draft, "approve", valid_until=IN_A_YEAR) == 422
    assert act(chen, draft, "approve", valid_until="tomorrow") == 422
    assert act(chen, draft, "approve", valid_until=IN_A_YEAR) == 302
    assert status_of(draft) == Status.APPROVED
    assert Client().get("/learn/first-visit/").status_code == 200


def test_a_refused_form_keeps_what_was_typed(cast: Cast, draft: Version) -> None:
    act(client_of(cast, "nan"), draft, "submit")
    response = client_of(cast, "chen").post(f"/learn/review/{draft.pk}/approve/", {"valid_until": "2020-01-01"})
    html = response.content.decode()
    assert 'value="2020-01-01"' in html
    assert "at most a year away" in html


def test_sent_back_and_taken_out(cast: Cast, draft: Version) -> None:
    chen = client_of(cast, "chen")
    act(client_of(cast, "nan"), draft, "submit")
    assert act(chen, draft, "send-back", reason="") == 422
    assert act(chen, draft, "send-back", reason="Name both temperatures") == 302
    assert status_of(draft) == Status.DRAFT
    assert act(chen, draft, "retire", reason="Not needed") == 302
    assert status_of(draft) == Status.RETIRED
    assert act(chen, draft, "submit") == 409


def test_the_list_groups_what_waits_first(cast: Cast, drafts: list[Version], draft: Version) -> None:
    act(client_of(cast, "nan"), draft, "submit")
    html = client_of(cast, "chen").get("/learn/review/").content.decode()
    assert html.index("In review") < html.index("Draft")
    assert html.count('scope="row"') == len(drafts)


def test_ida_pastes_a_new_text(cast: Cast, library: list[Version]) -> None:
    ida = client_of(cast, "ida")
    text = FILE.replace("title: Your first visit at the center", "title: Your first day there").replace("\n", "\r\n")
    assert ida.post("/admin/education/version/add/", {"language": "en", "text": text}).status_code == 302
    with truth():
        version = Version.objects.get(title="Your first day there")
    assert (version.number, version.status) == (2, Status.DRAFT)


def test_the_same_text_adds_nothing(cast: Cast, library: list[Version]) -> None:
    client_of(cast, "ida").post("/admin/education/version/add/", {"language": "en", "text": FILE})
    with truth():
        assert Version.objects.count() == len(library)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("## Why do I go there?", "## Why", "is a question"), ("topic: first-visit", "topic: nothing", "There is no topic")],
)
def test_a_faulty_text_is_told_in_a_sentence(cast: Cast, library: list[Version], old: str, new: str, says: str) -> None:
    response = client_of(cast, "ida").post("/admin/education/version/add/", {"language": "en", "text": FILE.replace(old, new)})
    assert response.status_code == 200
    assert says in response.content.decode()


def test_the_file_shown_in_admin_is_the_article_again(cast: Cast, library: list[Version]) -> None:
    for version in library:
        with truth():
            kept = content.unparse(version.document.topic.slug, version.content())
        assert content.parse(kept, language=version.document.language, name="x").digest == version.digest


def test_every_admin_page_opens_and_deletes_nothing(cast: Cast, library: list[Version]) -> None:
    ida, version = client_of(cast, "ida"), library[0]
    for address in (
        "version/",
        f"version/{version.pk}/change/",
        "version/add/",
        "topic/",
        f"topic/{version.document.topic_id}/change/",
        "document/",
    ):
        assert ida.get(f"/admin/education/{address}").status_code == 200, address
    assert ida.post(f"/admin/education/version/{version.pk}/delete/", {"post": "yes"}).status_code == 403


def test_admin_acts_tell_what_could_not_be_done(cast: Cast, drafts: list[Version], draft: Version) -> None:
    ida = client_of(cast, "ida")
    data = {"_selected_action": [str(draft.pk)]}
    ida.post("/admin/education/version/", {**data, "action": "send_for_review"})
    assert status_of(draft) == Status.IN_REVIEW
    response = ida.post("/admin/education/version/", {**data, "action": "approve_for_a_year"}, follow=True)
    assert "somebody else has to approve" in response.content.decode()
    assert status_of(draft) == Status.IN_REVIEW
    ida.post("/admin/education/version/", {**data, "action": "take_out"})
    assert status_of(draft) == Status.RETIRED
