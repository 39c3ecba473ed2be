"""An urgent notice nobody of a site reads for four working hours becomes a task for a person there, and ends by itself once it is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import Grant, Scope, Source
from carecoord.accounts.models import Membership
from carecoord.audit.models import Event
from carecoord.notifications import Channel, Kind, ladders
from carecoord.notifications.attention import verbs
from carecoord.notifications.attention.rows import Attention, AttentionEvent, AttentionState
from carecoord.notifications.models import Notification
from referrals.models import Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, as_worker_role, notice
from tests.referrals import desk
from tests.truth import truth

API = "/api/v1/notices/attention/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("always_open")]


@pytest.fixture
def about(cast: Cast) -> UUID:
    """A referral that Lakeside holds and that is not late."""
    row = desk.at(cast, Stage.RECEIVED)
    with truth():
        type(row).objects.filter(pk=row.pk).update(due_at=timezone.now() + timedelta(days=3))
    return row.pk


def urgent(cast: Cast, about: UUID, *who: str, hours: float = 5, kind: Kind = Kind.CONSULT_MISSED, key: str = "one") -> None:
    at = ago(hours=hours)
    place = {"organization": cast.organizations["lakeside"], "about": about, "patient_id": cast.denise.pk}
    for name in who:
        notice(cast.users[name], kind=kind, channel=Channel.INAPP, key=key, is_urgent=True, due_at=at, try_at=at, **place)


def sweep() -> None:
    with as_worker_role():
        ladders.tell()


def tasks() -> list[Attention]:
    with truth():
        return list(Attention.objects.order_by("opened_at"))


def told() -> set[str]:
    with truth():
        rows = Notification.objects.filter(kind=Kind.NEEDS_SOMEBODY, channel=Channel.INAPP)
        return set(rows.values_list("recipient__email", flat=True))


def test_after_four_working_hours_and_once_a_matter(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo", hours=3.9)
    sweep()
    assert tasks() == []
    urgent(cast, about, "bo", "chen", hours=4.1, key="two")
    sweep()
    sweep()
    (task,) = tasks()
    assert (task.state, task.matter, task.organization_id) == (AttentionState.OPEN, "two", cast.organizations["lakeside"].pk)
    assert told() == {"bo@lakeside.example", "nan@lakeside.example"}


def test_read_by_one_of_the_site_is_read(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo", "chen")
    with truth():
        Notification.objects.filter(recipient=cast.chen).update(read_at=timezone.now())
    sweep()
    assert tasks() == []


def test_without_a_team_who_leads_is_told(cast: Cast, about: UUID) -> None:
    with truth():
        Membership.objects.filter(user__in=(cast.bo, cast.nan)).update(until=timezone.now())
    urgent(cast, about, "bo")
    sweep()
    assert told() == {"chen@lakeside.example"}


@pytest.mark.parametrize(("how", "reason"), [("read", "read"), ("stopped", "stopped"), ("closed", "settled")])
def test_it_ends_by_itself(cast: Cast, about: UUID, how: str, reason: str) -> None:
    urgent(cast, about, "bo")
    sweep()
    with truth():
        if how == "read":
            Notification.objects.filter(key="one").update(read_at=timezone.now())
        elif how == "stopped":
            Notification.objects.filter(key="one").update(state="cancelled")
        else:
            Referral.objects.filter(pk=about).update(is_open=False, stage=Stage.LOST, ended_at=timezone.now())
    sweep()
    (task,) = tasks()
    assert (task.state, task.reason) == (AttentionState.ENDED, reason)
    with truth():
        assert list(AttentionEvent.objects.values_list("verb", "actor_name")) == [("open", "the sweep"), ("end", "the sweep")]


def test_an_urgent_referral_that_was_taken_up_is_settled(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo", kind=Kind.REFERRAL_SENT_URGENT)
    sweep()
    sweep()
    assert [task.state for task in tasks()] == [AttentionState.ENDED]


def test_somebody_takes_it_gives_it_back_and_sees_to_it(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo")
    sweep()
    (task,) = tasks()
    with acting(cast.actor("nan")) as nan:
        assert verbs.claim(nan, task.pk, version=1).owner_id == cast.nan.pk
    with acting(cast.actor("bo")) as bo:
        with pytest.raises(Stale):
            verbs.claim(bo, task.pk, version=1)
        with pytest.raises(Refused, match="Nan Ellis already"):
            verbs.claim(bo, task.pk, version=2)
        verbs.release(bo, task.pk, version=2)
        verbs.finish(bo, task.pk, version=3, reason="Called them.")
        with pytest.raises(Refused, match="settled meanwhile"):
            verbs.claim(bo, task.pk, version=4)
    sweep()
    with truth():
        row = Attention.objects.get()
        assert (row.state, row.settled_by_id, row.reason) == (AttentionState.DONE, cast.bo.pk, "Called them.")
        assert list(AttentionEvent.objects.values_list("verb", flat=True)) == ["open", "claim", "release", "finish"]
        assert set(Event.objects.filter(action__startswith="attention.").values_list("action", flat=True)) == {
            "attention.claim",
            "attention.release",
            "attention.finish",
        }


def test_others_see_nothing_and_some_may_not(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo")
    sweep()
    (task,) = tasks()
    for who in ("rae", "cy", "dee"):
        with acting(cast.actor(who)) as stranger:
            assert not Attention.objects.exists()
            with pytest.raises(Attention.DoesNotExist):
                verbs.claim(stranger, task.pk, version=1)
    with truth():
        cedar = cast.organizations["cedar"]
        Grant.objects.create(patient_id=cast.denise.pk, organization=cedar, scope=Scope.HEADER, source=Source.REFERRAL)
        Attention.objects.update(organization=cedar)
    with acting(cast.actor("pia")) as pia, pytest.raises(NotAllowed):
        verbs.claim(pia, task.pk, version=1)


def test_the_page_and_the_worklist_show_it_with_its_buttons(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo")
    sweep()
    (task,) = tasks()
    bo = desk.window(cast, "bo")
    for path in ("/notices/attention/", "/worklist/?tab=escalated"):
        page = bo.get(path).content.decode()
        assert "A consult was missed" in page
        assert "OKAFOR, Denise" in page
        assert f"/notices/attention/{task.pk}/claim/" in page
    answer = bo.post(f"/notices/attention/{task.pk}/claim/", {"version": "1"})
    assert answer.status_code == 302
    assert "You see to it" in bo.get("/notices/attention/").content.decode()


def test_programs_and_pages_do_the_same(cast: Cast, about: UUID) -> None:
    urgent(cast, about, "bo", "nan")
    sweep()
    bo, cy = client_of(cast, "bo"), client_of(cast, "cy")
    (row,) = bo.get(API).json()["results"]
    assert (row["about"], row["state"], row["owner"], row["title"]) == (str(about), "open", None, "A consult was missed")
    assert cy.get(API).json()["results"] == []
    at = f"{API}{row['id']}/"
    post: dict[str, Any] = {"content_type": "application/json"}
    assert cy.post(f"{at}claim/", "{}", headers={"If-Match": '"1"'}, **post).status_code == 404
    assert bo.post(f"{at}claim/", "{}", **post).status_code == 428
    claimed = bo.post(f"{at}claim/", "{}", headers={"If-Match": '"1"'}, **post)
    assert (claimed.status_code, claimed.json()["owner"], claimed["ETag"]) == (200, "Bo Larsen", '"2"')
    assert bo.post(f"{at}claim/", "{}", headers={"If-Match": '"1"'}, **post).status_code == 409
    assert bo.post(f"{at}release/", "{}", headers={"If-Match": '"2"'}, **post).json()["state"] == "open"
    done = bo.post(f"{at}finish/", {"reason": "Called them."}, headers={"If-Match": '"3"'}, **post)
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert bo.get(API).json()["results"] == []
    assert tasks()[0].reason == "Called them."
