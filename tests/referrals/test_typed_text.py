"""Nothing typed is lost: a refusal and a stale page give the form back with its text, and say why."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from referrals import verbs
from referrals.models import Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_refused_decline_keeps_its_words(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    values = {"version": 7, "reason_code": "", "text": "Heart function too low.", "alternative": "A trial at Summit"}
    answer = desk.window(cast, "chen").post(f"/referrals/{referral.pk}/do/decline/", values)
    assert answer.status_code == 422
    assert b"Heart function too low." in answer.content
    assert b"A trial at Summit" in answer.content


def test_a_stale_form_keeps_its_words_and_may_be_sent_again(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    with acting(cast.actor("bo")) as bo:
        verbs.assign(bo, referral.pk, version=7, owner=cast.users["nan"].pk)
    values = {"version": 7, "reason_code": "capacity", "text": "Full until May.", "alternative": "Summit"}
    chen = desk.window(cast, "chen")
    answer = chen.post(f"/referrals/{referral.pk}/do/decline/", values)
    assert answer.status_code == 409
    assert b"Full until May." in answer.content
    assert b"Bo Larsen" in answer.content
    assert b'name="version" value="8"' in answer.content
    assert chen.post(f"/referrals/{referral.pk}/do/decline/", {**values, "version": 8}).status_code == 302


def test_a_stale_draft_keeps_its_words(cast: Cast) -> None:
    referral = story.draft(cast)
    values = {"version": 1, "kind": "consult", "urgency": "routine", "reason": "Typed meanwhile.", "centers": []}
    answer = desk.window(cast, "rae").post(f"/referrals/{referral.pk}/draft/", values)
    assert answer.status_code == 409
    assert b"Typed meanwhile." in answer.content
    assert f'name="version" value="{referral.version}"'.encode() in answer.content


def test_a_send_that_is_refused_saves_nothing_and_keeps_all(cast: Cast) -> None:
    referral = story.draft(cast)
    values = {"version": referral.version, "kind": "urgent", "urgency": "urgent", "reason": "Worse.", "send": "1"}
    answer = desk.window(cast, "rae").post(f"/referrals/{referral.pk}/draft/", values)
    assert answer.status_code == 409
    assert b"Worse." in answer.content
    with truth():
        assert Referral.objects.get(pk=referral.pk).reason == "Fourth relapse."


def test_autosave_answers_with_the_version_or_with_409(cast: Cast) -> None:
    referral = story.draft(cast)
    rae, path = desk.window(cast, "rae"), f"/referrals/{referral.pk}/draft/autosave/"
    values = {"version": referral.version, "kind": "consult", "urgency": "routine", "reason": "More."}
    assert rae.post(path, values).json() == {"version": referral.version + 1}
    assert rae.post(path, values).status_code == 409


def test_what_stands_in_the_way_is_said_before_the_form(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    page = desk.window(cast, "bo").get(f"/referrals/{referral.pk}/do/accept/").content
    assert b"Your role does not allow this." in page
    assert b'name="consult_by"' not in page


@pytest.mark.parametrize(("path", "field"), [("notes", "note_text"), ("messages", "message_text")])
def test_an_empty_note_is_told_so_at_its_field(cast: Cast, path: str, field: str) -> None:
    """Blanks pass the browser's own check: the page comes back with a summary that leads to the field."""
    referral = story.received(cast)
    answer = desk.window(cast, "bo").post(f"/referrals/{referral.pk}/{path}/", {"text": "  ", "audience": "both"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in words
    assert f'id="{field}_error"' in words
    assert "Write something first." in words
    assert ('value="both" checked' in words) == (path == "notes")


def test_a_note_that_is_too_long_keeps_its_words(cast: Cast) -> None:
    referral = story.received(cast)
    answer = desk.window(cast, "bo").post(f"/referrals/{referral.pk}/notes/", {"text": "word " * 900})
    assert answer.status_code == 422
    assert b"word word word" in answer.content
