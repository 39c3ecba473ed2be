"""The loop from the first word to the end, by verbs alone."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from patients.models import Patient
from referrals import verbs
from referrals.models import Event, Packet, Referral, Urgency
from referrals.reasons import NotEligibleReason
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def stage(referral: Referral) -> str:
    with truth():
        return Referral.objects.get(pk=referral.pk).stage


def test_the_whole_round(cast: Cast) -> None:
    referral = story.received(cast)
    with acting(cast.actor("bo")) as bo:
        verbs.request_info(bo, referral.pk, version=3 + 1, items=[{"label": "Echo report", "document_kind": "echo"}])
    assert stage(referral) == Stage.INFO_REQUESTED
    with acting(cast.actor("rae")) as rae:
        seen = Referral.objects.visible_to(rae).get(pk=referral.pk)
        with pytest.raises(Refused, match="Still open: Echo report"):
            verbs.answer(rae, referral.pk, version=seen.version)
        item = seen.info_items.get()
        verbs.answer_item(rae, referral.pk, item.pk, text="Sent by fax on Monday.")
        verbs.answer(rae, referral.pk, version=seen.version)
    assert stage(referral) == Stage.RECEIVED


TO_CONSULT = ("submit", "receive", "accept", "book_consult", "record_consult")


def test_no_treatment_goes_back_and_is_acknowledged(cast: Cast) -> None:
    referral = story.consulted(cast)
    with acting(cast.actor("chen")) as chen:
        referral = verbs.find_not_eligible(chen, referral.pk, version=referral.version, reason_code=NotEligibleReason.PROGRESSION)
        with pytest.raises(Refused, match="outcome"):
            verbs.close(chen, referral.pk, version=referral.version)
        verbs.send_outcome(chen, referral.pk, version=referral.version, text="Not now.", follow_up_owner="Dr. Ortiz")
    with acting(cast.actor("ana")) as ana:
        seen = Referral.objects.visible_to(ana).get(pk=referral.pk)
        verbs.acknowledge_outcome(ana, referral.pk, version=seen.version)
    with acting(cast.actor("bo")) as bo:
        seen = Referral.objects.visible_to(bo).get(pk=referral.pk)
        verbs.close(bo, referral.pk, version=seen.version)
    assert stage(referral) == Stage.CLOSED
    with truth():
        done = list(Event.objects.filter(referral=referral).order_by("at").values_list("verb", flat=True))
    assert done == [*TO_CONSULT, "find_not_eligible", "send_outcome", "acknowledge_outcome", "close"]


def test_a_center_sees_the_packet_first_and_the_chart_only_after_yes(cast: Cast) -> None:
    referral = story.received(cast)
    with acting(cast.actor("bo")) as bo:
        assert Packet.objects.get(referral=referral).content["patient"]["family_name"] == "Okafor"
        assert Patient.objects.visible_to(bo).count() == 1
        assert not Patient.objects.chart_of(bo).exists()
    with acting(cast.actor("chen")) as chen:
        import datetime

        verbs.accept(
            chen, referral.pk, version=referral.version, urgency=Urgency.ROUTINE, consult_by=story.TODAY() + datetime.timedelta(days=5)
        )
        assert Patient.objects.chart_of(chen).count() == 1


def test_a_stranger_and_a_draft_show_nothing(cast: Cast) -> None:
    referral = story.draft(cast)
    for who in ("cy", "bo", "dee", "pat", "ida"):
        with acting(cast.actor(who)) as actor:
            assert not Referral.objects.filter(pk=referral.pk).exists(), who
            assert not Referral.objects.visible_to(actor).exists(), who
