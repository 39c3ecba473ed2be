"""The outcome goes back, is acknowledged, and only then can the referral be closed; after a death nothing goes to the patient's side."""

from __future__ import annotations

from typing import Any

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from referrals import verbs
from referrals.models import Outcome, Referral
from referrals.reasons import LostReason
from referrals.states import Side, Stage
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def fresh(referral: Referral) -> Referral:
    with truth():
        return Referral.objects.get(pk=referral.pk)


def send(cast: Cast, referral: Referral, **values: Any) -> None:
    with acting(cast.actor("bo")) as bo:
        words: dict[str, Any] = {"text": "Not now.", "follow_up_owner": "Dr. Ortiz", **values}
        verbs.send_outcome(bo, referral.pk, version=fresh(referral).version, **words)


def test_sending_gives_the_ball_to_the_practice_and_acknowledging_gives_it_back(cast: Cast) -> None:
    referral = desk.at(cast, Stage.DECLINED)
    send(cast, referral)
    assert fresh(referral).ball == Side.SENDER
    with acting(cast.actor("rae")) as rae:
        verbs.acknowledge_outcome(rae, referral.pk, version=8)
        with pytest.raises(Refused, match="already"):
            verbs.acknowledge_outcome(rae, referral.pk, version=9)
    assert fresh(referral).ball == Side.RECEIVER


@pytest.mark.parametrize(("field", "says"), [("text", "Write the outcome"), ("follow_up_owner", "Name who follows")])
def test_what_an_outcome_needs(cast: Cast, field: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        send(cast, desk.at(cast, Stage.DECLINED), **{field: " "})


def test_no_outcome_before_a_decision(cast: Cast) -> None:
    with pytest.raises(Refused, match="decide first"):
        send(cast, desk.at(cast, Stage.CONSULTED))


def test_closing_without_acknowledgement_needs_a_coded_exception(cast: Cast) -> None:
    referral = desk.at(cast, Stage.NOT_ELIGIBLE)
    with acting(cast.actor("bo")) as bo:
        with pytest.raises(Refused, match="Send the outcome first"):
            verbs.close(bo, referral.pk, version=7, exception="no_answer")
        with pytest.raises(Refused, match="acknowledged first"):
            verbs.close(bo, referral.pk, version=7)
    send(cast, referral)
    with acting(cast.actor("bo")) as bo:
        with pytest.raises(Refused, match="exception"):
            verbs.close(bo, referral.pk, version=8, exception="because")
        verbs.close(bo, referral.pk, version=8, exception="no_answer")
    with truth():
        assert Outcome.objects.get(referral=referral).exception == "no_answer"
    assert fresh(referral).stage == Stage.CLOSED


def test_the_patient_reads_it_only_after_a_clinician_released_it(cast: Cast) -> None:
    referral = desk.at(cast, Stage.NOT_ELIGIBLE)
    send(cast, referral, patient_words="We go on with your doctor.")
    with acting(cast.actor("pat")):
        assert not Outcome.objects.filter(is_released_to_patient=True).exists()
    with acting(cast.actor("bo")) as bo, pytest.raises(NotAllowed):
        verbs.release_outcome(bo, referral.pk, version=8)
    with acting(cast.actor("chen")) as chen:
        verbs.release_outcome(chen, referral.pk, version=8)
    with acting(cast.actor("pat")):
        assert Outcome.objects.get(is_released_to_patient=True).patient_words == "We go on with your doctor."


def test_death_stops_every_message_to_the_patient_in_the_same_transaction(cast: Cast) -> None:
    referral = story.accepted(cast)
    persons = [cast.users["pat"].pk, cast.users["sam"].pk]
    with truth():
        assert Notification.objects.filter(recipient_id__in=persons, state=State.DUE).exists()
    with acting(cast.actor("bo")) as bo:
        verbs.lose(bo, referral.pk, version=referral.version, reason_code=LostReason.DIED)
    with truth():
        assert not Notification.objects.filter(recipient_id__in=persons, state__in=(State.DUE, State.RETRY)).exists()
