"""A trial as an alternative on the same referral: put on, slot offered, chosen or not, taken back; both sides, both walls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.models import Event, Referral, Trial, TrialOption
from referrals.states import Stage
from referrals.trials import verbs
from tests.cast import Cast
from tests.referrals.desk import at, window
from tests.trials.papers import study
from tests.trials.test_lists import kept
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(cast: Cast) -> Referral:
    """Accepted at Lakeside."""
    kept(study())
    return at(cast, Stage.ACCEPTED)


def considered(cast: Cast, referral: Referral, who: str = "bo") -> TrialOption:
    with acting(cast.actor(who)) as actor:
        return verbs.consider(actor, referral.pk, Trial.objects.get(), note="Cohort B is open")


def offered(cast: Cast, option: TrialOption, *, days: int = 20) -> TrialOption:
    with acting(cast.actor("bo")) as actor:
        return verbs.offer(actor, option.pk, version=option.version, slot_on=timezone.localdate() + timedelta(days=days))


def test_from_a_thought_to_a_choice(cast: Cast, referral: Referral) -> None:
    option = offered(cast, considered(cast, referral))
    with acting(cast.actor("rae")) as actor:
        assert verbs.accept(actor, option.pk, version=option.version).state == "accepted"
    with truth():
        told = Event.objects.filter(referral=referral).order_by("at").values_list("verb", flat=True)
        assert [verb for verb in told if verb.endswith("_trial")] == ["consider_trial", "offer_trial", "accept_trial"]
        assert Notification.objects.filter(recipient=cast.rae, kind=Kind.DECISION_MADE).exists()
        assert Notification.objects.filter(recipient=cast.bo, kind=Kind.INFORMATION_ANSWERED).exists()


def test_what_was_found_on_the_day_stays(cast: Cast, referral: Referral) -> None:
    option = considered(cast, referral)
    assert option.found["words"]
    assert {line["rule"] for line in option.found["lines"]} >= {"Age: 18 years or more", "Age: 75 years or less"}
    with truth(), pytest.raises(Error, match="stays as it was"), transaction.atomic():
        TrialOption.objects.filter(pk=option.pk).update(found={})


def test_each_side_does_its_own(cast: Cast, referral: Referral) -> None:
    with pytest.raises(NotAllowed):
        considered(cast, referral, "rae")
    option = considered(cast, referral)
    with pytest.raises(NotAllowed), acting(cast.actor("rae")) as actor:
        verbs.offer(actor, option.pk, version=1, slot_on=timezone.localdate() + timedelta(days=2))
    option = offered(cast, option)
    with pytest.raises(NotAllowed), acting(cast.actor("bo")) as actor:
        verbs.accept(actor, option.pk, version=option.version)
    for who in ("cy", "dee"):
        with pytest.raises((NotAllowed, TrialOption.DoesNotExist)), acting(cast.actor(who)) as actor:
            verbs.withdraw(actor, option.pk, version=option.version, reason="x")


def test_what_cannot_be_done(cast: Cast, referral: Referral) -> None:
    option = considered(cast, referral)
    with pytest.raises(Refused, match="stands on the referral already"):
        considered(cast, referral)
    with pytest.raises(Refused, match="choose a later one"):
        offered(cast, option, days=0)
    with pytest.raises(Refused, match="cannot be done now"), acting(cast.actor("rae")) as actor:
        verbs.accept(actor, option.pk, version=option.version)
    with pytest.raises(Stale), acting(cast.actor("bo")) as actor:
        verbs.withdraw(actor, option.pk, version=9, reason="full")
    with pytest.raises(Refused, match="Say why"), acting(cast.actor("bo")) as actor:
        verbs.withdraw(actor, option.pk, version=option.version, reason=" ")


def test_taken_back_it_can_be_put_on_again(cast: Cast, referral: Referral) -> None:
    option = considered(cast, referral)
    with acting(cast.actor("bo")) as actor:
        verbs.withdraw(actor, option.pk, version=option.version, reason="The cohort is full")
    assert considered(cast, referral).state == "considered"
    with truth(), pytest.raises(Error), transaction.atomic():
        TrialOption.objects.filter(pk=option.pk).update(state="offered")


def test_strangers_see_none_by_either_wall(cast: Cast, referral: Referral) -> None:
    considered(cast, referral)
    for who, count in (("rae", 1), ("bo", 1), ("cy", 0), ("dee", 0), ("pia", 0), ("ida", 0)):
        with acting(cast.actor(who)) as actor:
            assert TrialOption.objects.count() <= max(count, 1 if who == "pia" else 0), who
            if who in ("rae", "bo", "cy", "dee"):
                assert TrialOption.objects.visible_to(actor).count() == count


def test_the_pages_of_both_sides(cast: Cast, referral: Referral) -> None:
    bo, rae, path = window(cast, "bo"), window(cast, "rae"), f"/referrals/{referral.pk}/trials/"
    assert "Put on the referral" in bo.get(path).content.decode()
    assert "Put on the referral" not in rae.get(path).content.decode()
    assert bo.post(f"{path}add/", {"trial": "NCT01234567"}).status_code == 302
    with truth():
        option = TrialOption.objects.get()
    act = f"/referrals/trials/{option.pk}"
    assert bo.post(f"{act}/offer/", {"version": 1, "slot_on": "2020-01-01"}).status_code == 409
    assert bo.post(f"{act}/offer/", {"version": 1, "slot_on": str(timezone.localdate() + timedelta(days=9))}).status_code == 302
    text = rae.get(path).content.decode()
    assert "Slot offered" in text
    assert "The patient wants it" in text
    assert rae.post(f"{act}/decline/", {"version": 2}).status_code == 422
    assert rae.post(f"{act}/decline/", {"version": 2, "reason": "Prefers to stay near home"}).status_code == 302
    assert "Prefers to stay near home" in bo.get(path).content.decode()
    assert "Trial not wanted" in bo.get(f"/referrals/{referral.pk}/").content.decode()


def test_programs_do_the_same(cast: Cast, referral: Referral) -> None:
    bo, rae, path = window(cast, "bo"), window(cast, "rae"), f"/api/v1/referrals/{referral.pk}/trials/"
    made = bo.post(path, {"trial": "NCT01234567"}, content_type="application/json")
    assert made.status_code == 201
    one = f"/api/v1/trials/options/{made.json()['id']}"
    slot = {"slot_on": str(timezone.localdate() + timedelta(days=9))}
    assert bo.post(f"{one}/offer/", slot, content_type="application/json").status_code == 428
    done = bo.post(f"{one}/offer/", slot, content_type="application/json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["state"]) == (200, "offered")
    assert rae.get(path).json()[0]["state"] == "offered"
    taken = rae.post(f"{one}/accept/", {}, content_type="application/json", headers={"If-Match": '"2"'})
    assert taken.json()["state"] == "accepted"
