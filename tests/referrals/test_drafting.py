"""From the first word to sending: start, save, discard, submit; one center or several."""

from __future__ import annotations

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.accounts.models import Partnership
from patients.models import Patient
from referrals import verbs
from referrals.models import Event, Packet, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def submit(cast: Cast, who: str, referral: Referral, **values: object) -> list[Referral]:
    with acting(cast.actor(who)) as actor:
        return verbs.submit(actor, referral.pk, version=referral.version, **values)  # type: ignore[arg-type]  # as the test says


@pytest.mark.parametrize("who", ["bo", "chen", "pia", "uma", "cy", "pat", "sam", "ida"])
def test_who_may_not_start(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises((NotAllowed, Patient.DoesNotExist)):
        verbs.start(actor, cast.denise.pk)


def test_the_same_key_gives_the_same_draft(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        assert verbs.start(rae, cast.denise.pk, idempotency_key="k").pk == verbs.start(rae, cast.denise.pk, idempotency_key="k").pk


def test_saving_writes_no_event_and_refuses_unknown_fields(cast: Cast) -> None:
    referral = story.draft(cast)
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="has no stage"):
            verbs.save_draft(rae, referral.pk, version=referral.version, values={"stage": Stage.ACCEPTED})
        with pytest.raises(Stale):
            verbs.save_draft(rae, referral.pk, version=1, values={"reason": "Late."})
    with truth():
        assert not Event.objects.filter(referral=referral).exists()


def test_consent_and_center_are_needed(cast: Cast) -> None:
    referral = story.draft(cast, agreed_on=None)
    with pytest.raises(Refused, match="agreed"):
        submit(cast, "rae", referral)
    with truth():
        Referral.objects.filter(pk=referral.pk).update(to_org=None, agreed_on=timezone.localdate())
    with pytest.raises(Refused, match="Choose the center"):
        submit(cast, "rae", referral)


def test_what_is_missing_is_named(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        bare = verbs.start(rae, cast.denise.pk)
        ready = {"to_org": cast.organizations["lakeside"], "agreed_on": timezone.localdate()}
        bare = verbs.save_draft(rae, bare.pk, version=1, values=ready)
        with pytest.raises(Refused, match="Still needed before sending"):
            verbs.submit(rae, bare.pk, version=bare.version)


def test_to_two_centers_at_once(cast: Cast) -> None:
    referral = story.draft(cast)
    both = [cast.organizations["lakeside"].pk, cast.organizations["summit"].pk]
    sent = submit(cast, "rae", referral, centers=both)
    with truth():
        rows = list(Referral.objects.filter(pk__in=[row.pk for row in sent]))
        assert {row.to_org_id for row in rows} == set(both)
        assert {row.stage for row in rows} == {Stage.SUBMITTED}
        assert len({row.group for row in rows} - {None}) == 1
        assert Packet.objects.count() == 2
    for who in ("bo", "dee"):
        with acting(cast.actor(who)) as actor:
            assert Referral.objects.visible_to(actor).count() == 1


def test_no_second_open_referral_to_the_same_center(cast: Cast) -> None:
    story.submitted(cast)
    with acting(cast.actor("rae")) as rae:
        again = verbs.start(rae, cast.denise.pk)
        values = {"to_org": cast.organizations["lakeside"], "agreed_on": timezone.localdate(), "reason": "Again."}
        again = verbs.save_draft(rae, again.pk, version=1, values=values)
        with pytest.raises(Refused, match="already has an open referral"):
            verbs.submit(rae, again.pk, version=again.version)


def test_only_to_partners(cast: Cast) -> None:
    referral = story.draft(cast)
    with truth():
        Partnership.objects.filter(center=cast.organizations["lakeside"]).update(until_on=timezone.localdate())
    with pytest.raises(Refused, match="no partnership"):
        submit(cast, "rae", referral)


def test_sent_twice_is_sent_once(cast: Cast) -> None:
    referral = story.draft(cast)
    submit(cast, "rae", referral)
    with pytest.raises((Stale, Refused)):
        submit(cast, "rae", referral)
    with truth():
        assert Event.objects.filter(verb="submit").count() == 1


def test_a_discarded_draft_leaves_the_lists(cast: Cast) -> None:
    referral = story.draft(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.discard(rae, referral.pk, version=referral.version)
    with truth():
        assert Referral.objects.get(pk=referral.pk).stage == Stage.ENTERED_IN_ERROR
