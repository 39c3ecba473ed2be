"""One click on what is missing takes the loop's own way of each stage; an answer fills the question and is judged by at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from patients.models import Patient
from referrals.models import Finding, InfoItem, Note, Referral
from referrals.selection import verbs
from referrals.selection.asking import ask
from referrals.selection.basis import basis_of, readable
from referrals.selection.keys import KEYS
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import story as loop
from tests.selection import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def asked(cast: Cast, referral: Referral, *keys: str) -> Referral:
    story.run(cast, "bo", lambda bo: ask(bo, referral, version=referral.version, keys=keys))
    with truth():
        referral.refresh_from_db()
    return referral


def test_in_triage_it_is_a_question_and_then_one_more(cast: Cast) -> None:
    referral = asked(cast, loop.received(cast), "lvef_pct")
    assert referral.stage == Stage.INFO_REQUESTED
    referral = asked(cast, referral, "active_infection", "lvef_pct")
    with truth():
        assert sorted(InfoItem.objects.values_list("code", "document_kind")) == [("active_infection", ""), ("lvef_pct", "echo")]
        assert Notification.objects.filter(kind=Kind.INFORMATION_ASKED, about=referral.pk).exists()
    with pytest.raises(Refused, match="not been asked yet"):
        asked(cast, referral, "lvef_pct")


def test_after_triage_it_is_a_note_to_both_sides(cast: Cast) -> None:
    referral = asked(cast, loop.accepted(cast), "lvef_pct", "egfr")
    with truth():
        note = Note.objects.get(referral=referral)
    assert (note.is_internal, note.text.splitlines()[1]) == (False, "- Echo with ejection fraction")


def test_nothing_chosen_or_an_old_page_asks_nothing(cast: Cast) -> None:
    referral = loop.received(cast)
    with pytest.raises(Refused, match="Choose what you need"):
        asked(cast, referral)
    with pytest.raises(Stale):
        story.run(cast, "bo", lambda bo: ask(bo, referral, version=1, keys=["lvef_pct"]))
    with pytest.raises(NotAllowed):
        story.run(cast, "rae", lambda rae: ask(rae, referral, version=referral.version, keys=["lvef_pct"]))


def test_an_answer_fills_the_question_and_reaches_the_center_before_it_may_open_the_chart(cast: Cast) -> None:
    referral = asked(cast, loop.received(cast), "lvef_pct", "active_infection")
    story.run(cast, "rae", verbs.answer_fact, cast.denise.pk, key="lvef_pct", value="55", found_on=loop.TODAY())
    story.run(cast, "rae", verbs.answer_fact, cast.denise.pk, key="active_infection", value="No", found_on=loop.TODAY())
    with acting(cast.actor("bo")) as bo:
        basis = basis_of(bo, referral)
        assert (basis.name, basis.facts["lvef_pct"].value) == ("packet 1", 55)  # type: ignore[union-attr]  # it is there
        assert basis.facts["active_infection"].value is False  # type: ignore[union-attr]  # as above
    with truth():
        assert set(InfoItem.objects.values_list("state", "answer")) == {("answered", "55 %"), ("answered", "no")}


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("lvef_pct", "55 %", "55"),
        ("lvef_pct", "55%", "55"),
        ("lvef_pct", "about 55", ""),
        ("lvef_pct", "0.55", ""),
        ("active_infection", "No.", "no"),
        ("active_infection", "no fever since May", ""),
        ("ecog", "1", "1"),
    ],
)
def test_only_what_cannot_be_misread_is_read(key: str, text: str, value: str) -> None:
    assert readable(KEYS[key], text) == value


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("active_infection", "unknown", "Answer yes or no"),
        ("lvef_pct", "fifty", "is a number in %"),
        ("lvef_pct", "-1", "can't be measured"),
        ("crcl", "5000", "between 0 and 300"),
        ("height", "1", "Choose what this answers"),
    ],
)
def test_what_is_no_answer_is_refused(cast: Cast, key: str, value: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        story.run(cast, "rae", verbs.answer_fact, cast.denise.pk, key=key, value=value, found_on=loop.TODAY())


def test_an_answer_of_tomorrow_is_refused_and_strangers_answer_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="future"):
        story.run(cast, "rae", verbs.answer_fact, cast.denise.pk, key="lvef_pct", value="1", found_on=loop.TODAY() + timedelta(days=1))
    for who in ("cy", "bo", "ida"):
        with pytest.raises(Patient.DoesNotExist):
            story.run(cast, who, verbs.answer_fact, cast.denise.pk, key="lvef_pct", value="55", found_on=loop.TODAY())
        with acting(cast.actor(who)):
            assert not Finding.objects.exists()


def test_another_unit_is_kept_in_the_one_of_the_key(cast: Cast) -> None:
    row = story.run(cast, "rae", verbs.answer_fact, cast.denise.pk, key="urine_m", value="0.3", unit="g/24h", found_on=loop.TODAY())
    assert Decimal(row.value) == 300
