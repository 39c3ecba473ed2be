"""Questions of the center: answered with words or a file, one by one; the triage clock rests meanwhile."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from patients.models import Document, DocumentKind
from referrals import verbs
from referrals.models import InfoItem, ItemState, Referral
from referrals.reasons import LostReason
from referrals.states import Side, Stage
from tests.cast import Cast
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast) -> InfoItem:
    referral = story.received(cast)
    with acting(cast.actor("bo")) as bo:
        verbs.request_info(bo, referral.pk, version=referral.version, items=[{"label": "Echo report", "document_kind": "echo"}])
    with truth():
        return InfoItem.objects.select_related("referral").get()


def test_asking_gives_the_ball_to_the_practice_and_keeps_the_days_left(cast: Cast, item: InfoItem) -> None:
    assert (item.referral.stage, item.referral.ball) == (Stage.INFO_REQUESTED, Side.SENDER)
    assert item.referral.clock_left is not None


@pytest.mark.parametrize("who", ["bo", "chen", "cy", "pia", "pat", "ida"])
def test_who_may_not_answer(cast: Cast, item: InfoItem, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises((NotAllowed, Referral.DoesNotExist)):
        verbs.answer_item(actor, item.referral_id, item.pk, text="Sent.")


def test_an_answer_opens_its_document_to_the_center_alone(cast: Cast, item: InfoItem) -> None:
    echo, other = story.document(cast, DocumentKind.ECHO), story.document(cast, DocumentKind.PET_CT)
    with acting(cast.actor("rae")) as rae:
        verbs.answer_item(rae, item.referral_id, item.pk, document=echo.pk)
    with acting(cast.actor("bo")):
        seen = set(Document.objects.values_list("pk", flat=True))
    assert echo.pk in seen
    assert other.pk not in seen


def test_answered_once(cast: Cast, item: InfoItem) -> None:
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="Write an answer"):
            verbs.answer_item(rae, item.referral_id, item.pk)
        verbs.answer_item(rae, item.referral_id, item.pk, waived=True)
        with pytest.raises(Refused, match="answered already"):
            verbs.answer_item(rae, item.referral_id, item.pk, text="Again.")
    with truth():
        assert InfoItem.objects.get(pk=item.pk).state == ItemState.WAIVED


def test_sent_back_only_when_all_are_answered(cast: Cast, item: InfoItem) -> None:
    version = item.referral.version
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="Still open: Echo report"):
            verbs.answer(rae, item.referral_id, version=version)
        verbs.answer_item(rae, item.referral_id, item.pk, text="Normal, 60 %.")
        after = verbs.answer(rae, item.referral_id, version=version)
    assert (after.stage, after.ball, after.clock_left) == (Stage.RECEIVED, Side.RECEIVER, None)


def test_not_after_the_end(cast: Cast, item: InfoItem) -> None:
    with acting(cast.actor("rae")) as rae:
        row = Referral.objects.visible_to(rae).get(pk=item.referral_id)
        verbs.lose(rae, row.pk, version=row.version, reason_code=LostReason.NO_CONTACT)
        with pytest.raises(Refused, match="has ended"):
            verbs.answer_item(rae, row.pk, item.pk, text="20 mg weekly")
