"""Messages that could not be sent, before those who look after the patient."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from carecoord.audit.models import Event
from carecoord.notifications import Channel, Kind, ladders
from carecoord.notifications.models import Notification
from carecoord.notifications.reach import MailTrouble, TroubleReason
from carecoord.notifications.states import Outcome, State
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
PAGE = "notices:undelivered"


def failed(cast: Cast, to: Any, **values: Any) -> Notification:
    common = {"state": State.FAILED, "attempts": 12, "last_error_class": "SMTPRecipientsRefused 550", "patient_id": cast.denise.pk}
    return notice(to, **(common | values))


def text(cast: Cast, who: str) -> str:
    answer = client_of(cast, who).get(reverse(PAGE))
    assert answer.status_code == 200
    return answer.content.decode()


def act(cast: Cast, who: str, row: Notification, verb: str) -> int:
    return client_of(cast, who).post(reverse("notices:undelivered_act", args=[row.pk, verb])).status_code


def test_a_message_to_the_patient_that_failed_is_seen_by_those_who_look_after_her(cast: Cast) -> None:
    failed(cast, cast.pat, kind=Kind.VISIT_SOON)
    page = text(cast, "rae")
    assert "The mail server does not know this address" in page
    assert cast.pat.name in page
    assert "Try again" in page
    with truth():
        assert cast.denise.pk in Event.objects.filter(action="read notices:undelivered").latest("at").patient_ids


def test_nobody_elses_are_shown(cast: Cast) -> None:
    failed(cast, cast.pat, kind=Kind.VISIT_SOON)
    failed(cast, cast.bo, organization=cast.organizations["lakeside"])
    notice(cast.rae, patient_id=cast.denise.pk, organization=cast.organizations["cedar"])
    assert "Every message was taken" in text(cast, "cy")
    assert cast.bo.name not in text(cast, "rae")


def test_trying_again_and_told_another_way(cast: Cast) -> None:
    first, second = failed(cast, cast.pat, kind=Kind.VISIT_SOON), failed(cast, cast.rae, organization=cast.organizations["cedar"])
    assert act(cast, "rae", first, "again") == act(cast, "rae", second, "told") == 302
    assert (now(first).state, now(first).attempts) == (State.DUE, 0)
    assert (now(second).state, now(second).last_error_class) == (State.CANCELLED, "told_otherwise")
    assert act(cast, "rae", first, "again") == 404
    with truth():
        told = Event.objects.filter(action__in=["notices.again", "notices.told"]).order_by("at")
        assert [(one.action, one.patient_ids, one.user_id) for one in told] == [
            ("notices.again", [cast.denise.pk], cast.rae.pk),
            ("notices.told", [cast.denise.pk], cast.rae.pk),
        ]


@pytest.mark.parametrize(("who", "status"), [("cy", 404), ("pat", 404), ("uma", 403), ("ida", 404)])
def test_others_can_do_nothing(cast: Cast, who: str, status: int) -> None:
    row = failed(cast, cast.pat, kind=Kind.VISIT_SOON)
    assert act(cast, who, row, "told") == status
    assert now(row).state == State.FAILED


RETURNED = [
    ({"state": State.SENT, "outcome": Outcome.BOUNCED, "last_error_class": ""}, "Came back: this address cannot be reached"),
    ({"state": State.CANCELLED, "last_error_class": "address_bounced"}, "mail to this address comes back"),
    ({"state": State.CANCELLED, "last_error_class": "address_complained"}, "marked as unwanted"),
]


@pytest.mark.parametrize(("values", "why"), RETURNED)
def test_what_came_back_is_seen_and_told_another_way(cast: Cast, values: dict[str, Any], why: str) -> None:
    row = failed(cast, cast.pat, kind=Kind.VISIT_SOON, **values)
    page = text(cast, "rae")
    assert why in page
    assert "Try again" not in page  # it would come back again
    assert act(cast, "rae", row, "again") == 404
    assert act(cast, "rae", row, "told") == 302
    assert (now(row).state, now(row).last_error_class) == (values["state"], "told_otherwise")
    assert "Every message was taken" in text(cast, "rae")


@pytest.mark.parametrize(
    "values", [{"state": State.SENT, "last_error_class": ""}, {"state": State.CANCELLED, "last_error_class": "deceased"}]
)
def test_what_went_out_or_was_stopped_rightly_is_not_shown(cast: Cast, values: dict[str, Any]) -> None:
    failed(cast, cast.pat, kind=Kind.VISIT_SOON, **values)
    assert "Every message was taken" in text(cast, "rae")


@pytest.mark.parametrize(("who", "kind"), [("bo", Kind.MAIL_RETURNED), ("pat", Kind.MY_MAIL_RETURNED)])
def test_whose_mail_comes_back_reads_so_once(cast: Cast, who: str, kind: Kind) -> None:
    user = cast.users[who]
    with truth():
        MailTrouble.objects.create(user=user, address=user.email, reason=TroubleReason.BOUNCED)
        MailTrouble.objects.create(user=cast.rae, address="an-older@one.example", reason=TroubleReason.BOUNCED)
    for _ in range(2):
        with as_worker_role():
            ladders.tell()
    with truth():
        found = Notification.objects.filter(kind__in=(Kind.MAIL_RETURNED, Kind.MY_MAIL_RETURNED), channel=Channel.INAPP)
        assert list(found.values_list("recipient_id", "kind")) == [(user.pk, kind)]
