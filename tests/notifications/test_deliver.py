"""Delivery: leased, looked at again, sent, marked; and everything that may go wrong between."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from carecoord.access.models import PersonalGrant
from carecoord.accounts.models import Membership
from carecoord.notifications import Channel, Kind, answers, delivery, leases
from carecoord.notifications.channels import email
from carecoord.notifications.kinds import Topic
from carecoord.notifications.models import Choice
from carecoord.notifications.states import State
from carecoord.notifications.wishes import When
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


def test_a_due_e_mail_goes_out_once_with_its_id(cast: Cast) -> None:
    row = notice(cast.bo)
    assert deliver() == 1
    assert deliver() == 0
    [message] = mail.outbox
    assert message.to == ["bo@lakeside.example"]
    assert message.extra_headers["Message-ID"] == f"<{row.pk}@localhost>"
    after = now(row)
    assert (after.state, after.attempts, after.lease_token) == (State.SENT, 1, None)
    assert after.sent_at is not None


def test_what_is_not_due_waits_and_the_center_is_not_sent(cast: Cast) -> None:
    later = timezone.now() + timedelta(hours=1)
    notice(cast.bo, due_at=later, try_at=later)
    notice(cast.bo, channel=Channel.INAPP)
    assert deliver() == 0


def test_urgent_ones_first(cast: Cast) -> None:
    old = notice(cast.bo, try_at=ago(hours=5))
    urgent = notice(cast.bo, is_urgent=True, kind=Kind.TRIAGE_LATE)
    deliver()
    ids = [m.extra_headers["Message-ID"] for m in mail.outbox]
    assert ids == [f"<{urgent.pk}@localhost>", f"<{old.pk}@localhost>"]


def test_what_has_expired_is_not_sent(cast: Cast) -> None:
    row = notice(cast.bo, expires_at=ago(minutes=1))
    with as_worker_role():
        assert leases.expire() == 1
    assert now(row).state == State.EXPIRED
    leased = notice(cast.bo, expires_at=ago(minutes=1))
    assert deliver() == 0
    assert now(leased).state == State.EXPIRED


REASONS = ["recipient_inactive", "left_organization", "access_ended", "proxy_over", "switched_off"]


@pytest.mark.parametrize("reason", REASONS)
def test_looked_at_again_before_sending(cast: Cast, reason: str) -> None:
    lakeside = cast.organizations["lakeside"]
    row = notice(cast.bo, organization=lakeside, kind=Kind.NOTE_WRITTEN)
    with truth():
        if reason == "recipient_inactive":
            type(cast.bo).objects.filter(pk=cast.bo.pk).update(is_active=False)
        elif reason == "left_organization":
            Membership.objects.filter(user=cast.bo).update(until=ago(seconds=1), since=ago(days=1))
        elif reason == "switched_off":
            Choice.objects.create(user=cast.bo, topic=Topic.THREAD, channel=Channel.EMAIL, when=When.OFF)
    if reason == "access_ended":
        row = notice(cast.bo, organization=lakeside, patient_id=cast.denise.pk)  # Lakeside has no grant
    if reason == "proxy_over":
        row = notice(cast.sam, kind=Kind.ROAD_NEWS, patient_id=cast.denise.pk)
        with truth():
            PersonalGrant.objects.filter(user=cast.sam).update(ends_at=ago(seconds=1))
    with truth():
        type(row).objects.exclude(pk=row.pk).update(state=State.CANCELLED)
    assert deliver() == 0
    assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, reason.replace("proxy_over", "access_ended"))
    assert mail.outbox == []


def test_safety_cannot_be_switched_off(cast: Cast) -> None:
    notice(cast.bo, kind=Kind.TRIAGE_DUE)
    with truth():
        Choice.objects.create(user=cast.bo, topic=Topic.REMINDERS, channel=Channel.EMAIL, when=When.OFF)
    assert deliver() == 1


def test_the_end_of_access_is_told_after_the_end(cast: Cast) -> None:
    notice(cast.bo, kind=Kind.REFERRAL_WITHDRAWN, organization=cast.organizations["lakeside"], patient_id=cast.denise.pk)
    assert deliver() == 1


class Broken:
    """A sender whose server throws what the test wants, for the messages it wants."""

    faults: dict[str, Exception] = {}

    def __init__(self, **_: Any) -> None:
        self.opened = 0

    def open(self) -> None:
        self.opened += 1

    def close(self) -> None: ...

    def send_messages(self, messages: list[Any]) -> None:
        for message in messages:
            if message.extra_headers["Message-ID"] in self.faults:
                raise self.faults[message.extra_headers["Message-ID"]]
            mail.outbox.append(message)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    faults: dict[str, Exception] = {}
    monkeypatch.setattr(Broken, "faults", faults)
    monkeypatch.setattr(email, "get_connection", Broken)
    return faults


FAULTS = [
    (smtplib.SMTPRecipientsRefused({"bo": (550, b"no such user")}), State.FAILED, "SMTPRecipientsRefused 550"),
    (smtplib.SMTPRecipientsRefused({"bo": (451, b"later")}), State.RETRY, "SMTPRecipientsRefused 451"),
    (smtplib.SMTPDataError(554, b"spam"), State.FAILED, "SMTPDataError 554"),
    (smtplib.SMTPDataError(452, b"full"), State.RETRY, "SMTPDataError 452"),
    (smtplib.SMTPNotSupportedError("utf8"), State.FAILED, "SMTPNotSupportedError"),
    (RuntimeError("the secret words"), State.RETRY, "RuntimeError"),
]


@pytest.mark.parametrize(("fault", "state", "code"), FAULTS)
def test_a_poison_row_harms_itself_alone(cast: Cast, broken: dict[str, Exception], fault: Exception, state: State, code: str) -> None:
    poison = notice(cast.bo, try_at=ago(hours=1))
    others = [notice(cast.chen) for _ in range(3)]
    broken[f"<{poison.pk}@localhost>"] = fault
    assert deliver() == 3
    assert {now(row).state for row in others} == {State.SENT}
    after = now(poison)
    assert (after.state, after.last_error_class, after.attempts) == (state, code, 1)
    assert after.try_at > timezone.now() or state == State.FAILED


def test_a_kind_that_nobody_knows_harms_itself_alone(cast: Cast) -> None:
    stray = notice(cast.bo, kind="of.another_version", is_urgent=True, try_at=ago(hours=1))
    others = [notice(cast.chen) for _ in range(3)]
    assert deliver() == 3
    assert {now(row).state for row in others} == {State.SENT}
    assert (now(stray).state, now(stray).last_error_class) == (State.FAILED, "UnknownKind")


@pytest.mark.parametrize(
    "fault", [TimeoutError(), ConnectionRefusedError(), smtplib.SMTPServerDisconnected(), smtplib.SMTPAuthenticationError(535, b"")]
)
def test_a_silent_server_costs_one_row_its_turn_and_the_rest_nothing(cast: Cast, broken: dict[str, Exception], fault: Exception) -> None:
    first = notice(cast.bo, try_at=ago(hours=1))
    rest = [notice(cast.chen) for _ in range(3)]
    broken[f"<{first.pk}@localhost>"] = fault
    assert deliver() == 0
    assert now(first).state == State.RETRY
    assert {(now(row).state, now(row).attempts) for row in rest} == {(State.DUE, 0)}
    assert deliver() == 3


def test_after_the_last_attempt_it_is_a_dead_letter(cast: Cast, broken: dict[str, Exception]) -> None:
    row = notice(cast.bo, attempts=answers.LAST_ATTEMPT - 1)
    broken[f"<{row.pk}@localhost>"] = RuntimeError()
    deliver()
    assert now(row).state == State.FAILED


def test_waits_grow_and_are_bounded() -> None:
    waits = [answers.wait(n, answers.LONGEST_WAIT).total_seconds() for n in range(40)]
    assert 15 <= waits[0] <= 30
    assert all(1800 <= w <= 3600 for w in waits[8:])


def test_a_lost_lease_is_taken_back(cast: Cast) -> None:
    row = notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(seconds=1))
    fresh = notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=timezone.now() + timedelta(minutes=1))
    with as_worker_role():
        assert leases.recover() == 1
    assert (now(row).state, now(row).last_error_class) == (State.RETRY, "WorkerLost")
    assert now(fresh).state == State.LEASED


def test_a_row_that_kills_its_worker_again_and_again_ends(cast: Cast) -> None:
    row = notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(seconds=1), attempts=leases.CRASHES_ALLOWED)
    with as_worker_role():
        leases.recover()
    assert now(row).state == State.FAILED


def test_a_mark_with_an_old_token_changes_nothing(cast: Cast) -> None:
    row = notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(seconds=-60))
    with as_worker_role():
        leases.sent(row.pk, uuid4())
        leases.fail(row.pk, uuid4(), "x")
    assert now(row).state == State.LEASED


def test_asked_to_stop_it_gives_back_what_it_has(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [notice(cast.bo) for _ in range(3)]
    send = email.EmailSender.send

    def stop_after_one(self: email.EmailSender, letter: Any) -> None:
        send(self, letter)
        delivery.stopping.set()

    monkeypatch.setattr(email.EmailSender, "send", stop_after_one)
    try:
        assert deliver() == 1
    finally:
        delivery.stopping.clear()
    assert sorted(now(row).state for row in rows) == [State.DUE, State.DUE, State.SENT]


def test_the_worker_reads_no_name(cast: Cast) -> None:
    for column in ("name", "password", "phone"):
        with pytest.raises(Exception, match="permission denied"), as_worker_role(), connection.cursor() as cursor:
            cursor.execute(f"select {column} from accounts_user")
    with as_worker_role():
        assert delivery.look(uuid4()) == []
