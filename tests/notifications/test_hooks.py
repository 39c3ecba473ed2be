"""What providers report: only who proves who they are is heard, and what they say is put on the row once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from carecoord import providers
from carecoord.accounts.models import User
from carecoord.audit.models import Event
from carecoord.notifications import Kind, delivery, outcomes
from carecoord.notifications.models import Notification
from carecoord.notifications.reach import MailTrouble, TroubleReason
from carecoord.notifications.states import Outcome, State
from tests.cast import Cast
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
SECRET = "hook:" + "s" * 40
POSTMARK = {"ANYMAIL": {"POSTMARK_SERVER_TOKEN": "t", "WEBHOOK_SECRET": SECRET}, "MAIL_HOOK": providers.MAIL["postmark"].hook}
MAILGUN = {"ANYMAIL": {"MAILGUN_API_KEY": "k", "MAILGUN_WEBHOOK_SIGNING_KEY": "sign"}, "MAIL_HOOK": providers.MAIL["mailgun"].hook}


def basic(secret: str) -> str:
    return "Basic " + base64.b64encode(secret.encode()).decode()


def bounced(row: Notification, *, kind: str = "HardBounce", **values: Any) -> dict[str, Any]:
    said = {"RecordType": "Bounce", "Type": kind, "MessageID": "pm-1", "Email": "bo@lakeside.example", "BouncedAt": "2026-11-23T01:02:03Z"}
    return {**said, "Metadata": {"notice": str(row.pk)}, **values}


def say(body: object, *, secret: str = SECRET) -> int:
    headers = {"Authorization": basic(secret)} if secret else {}
    return Client().post(reverse("notices:mail_hook"), json.dumps(body), content_type="application/json", headers=headers).status_code


def sent(to: User, **values: Any) -> Notification:
    row = notice(to, state=State.DUE, **values)
    with truth():
        Notification.objects.filter(pk=row.pk).update(state=State.LEASED)
        Notification.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=row.due_at, attempts=1, provider_id="pm-1")
    return row


def trouble() -> list[tuple[str, str]]:
    with truth():
        return list(MailTrouble.objects.values_list("address", "reason"))


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


@override_settings(**POSTMARK)
def test_a_hard_bounce_is_on_the_row_stops_mail_and_is_audited_once(cast: Cast) -> None:
    row = sent(cast.bo, patient_id=cast.denise.pk)
    assert [say(bounced(row)) for _ in range(3)] == [200, 200, 200]
    assert now(row).outcome == Outcome.BOUNCED
    assert now(row).outcome_at is not None
    assert trouble() == [("bo@lakeside.example", TroubleReason.BOUNCED)]
    with truth():
        [event] = Event.objects.filter(action="notice.bounced")
    assert (event.job, event.object_id, event.patient_ids) == (outcomes.JOB, str(row.pk), [cast.denise.pk])
    later = notice(cast.bo, kind=Kind.TRIAGE_LATE)
    assert deliver() == 0
    assert (now(later).state, now(later).last_error_class) == (State.CANCELLED, "address_bounced")


@override_settings(**POSTMARK)
def test_a_complaint_stops_all_but_safety(cast: Cast) -> None:
    row = sent(cast.bo)
    assert say({**bounced(row), "RecordType": "SpamComplaint", "Type": "SpamComplaint"}) == 200
    assert now(row).outcome == Outcome.COMPLAINED
    safe, other = notice(cast.bo, kind=Kind.TRIAGE_LATE), notice(cast.bo, kind=Kind.NOTE_WRITTEN)
    assert deliver() == 1
    assert now(safe).state == State.SENT
    assert (now(other).state, now(other).last_error_class) == (State.CANCELLED, "address_complained")


@override_settings(**POSTMARK)
def test_delivered_then_a_late_bounce_and_never_back(cast: Cast) -> None:
    row = sent(cast.bo)
    delivered = {"RecordType": "Delivery", "MessageID": "pm-1", "Recipient": "bo@lakeside.example", "DeliveredAt": "2026-11-23T01:02:03Z"}
    say(delivered)  # the id of the message alone
    assert now(row).outcome == Outcome.DELIVERED
    say(bounced(row))
    say({**delivered, "Metadata": {"notice": str(row.pk)}})
    assert now(row).outcome == Outcome.BOUNCED


@override_settings(**POSTMARK)
def test_what_passes_says_nothing_of_the_address(cast: Cast) -> None:
    row = sent(cast.bo)
    assert say(bounced(row, kind="Transient")) == 200
    assert (now(row).outcome, trouble()) == ("", [])


@override_settings(**POSTMARK)
def test_a_bounce_of_an_address_since_changed_marks_nobody(cast: Cast) -> None:
    row = sent(cast.bo)
    say(bounced(row, Email="old@lakeside.example"))
    assert (now(row).outcome, trouble()) == (Outcome.BOUNCED, [])


@override_settings(**POSTMARK)
def test_a_new_address_starts_fresh_and_the_person_may_say_it_works(cast: Cast) -> None:
    say(bounced(sent(cast.bo)))
    with truth():
        User.objects.filter(pk=cast.bo.pk).update(email="bo.larsen@lakeside.example")
    notice(cast.bo)
    assert deliver() == 1


@override_settings(**POSTMARK)
@pytest.mark.parametrize("secret", ["", "hook:wrong", "x" + SECRET])
def test_who_does_not_know_the_secret_is_refused(cast: Cast, secret: str) -> None:
    row = sent(cast.bo)
    assert say(bounced(row), secret=secret) == 400
    assert (now(row).outcome, trouble()) == ("", [])


def test_a_house_without_provider_or_secret_listens_to_nobody(cast: Cast) -> None:
    assert say(bounced(sent(cast.bo))) == 403


@override_settings(**POSTMARK)
def test_what_was_never_tried_and_what_is_not_there_change_nothing(cast: Cast) -> None:
    waiting = notice(cast.bo)
    assert say(bounced(waiting)) == 200
    assert say({**bounced(waiting), "Metadata": {"notice": "../etc"}, "MessageID": "unknown"}) == 200
    assert now(waiting).outcome == ""
    with truth():
        assert not Event.objects.filter(action="notice.bounced").exists()


def mailgun(row: Notification, *, key: str) -> int:
    token, stamp = "a" * 50, "1795400000"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    event = {"event": "failed", "severity": "permanent", "reason": "bounce", "recipient": "bo@lakeside.example", "timestamp": 1795400000.0}
    event |= {"message": {"headers": {"message-id": "mg-1"}}, "user-variables": {"notice": str(row.pk)}, "delivery-status": {"code": 550}}
    body = {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": event}
    return Client().post(reverse("notices:mail_hook"), json.dumps(body), content_type="application/json").status_code


@override_settings(**MAILGUN)
def test_a_signature_counts_and_a_wrong_one_does_not(cast: Cast) -> None:
    row = sent(cast.bo)
    assert mailgun(row, key="forged") == 400
    assert now(row).outcome == ""
    assert mailgun(row, key="sign") == 200
    assert now(row).outcome == Outcome.BOUNCED


def test_words_are_honest_about_what_is_known(cast: Cast) -> None:
    row = now(sent(cast.bo))
    assert outcomes.told(row) == "Taken by the provider; no word yet whether it arrived"
    row.provider_id = ""
    assert "does not say whether it arrived" in outcomes.told(row)
