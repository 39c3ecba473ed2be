"""Operators: numbers without people, retry, cancel with a reason; readiness; who takes over from whom."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from carecoord.audit.models import Event
from carecoord.engines.readiness import State as Ready
from carecoord.notifications import Channel, operators, state_of_sending, sweep, worker
from carecoord.notifications.management.commands import poll_outbox
from carecoord.notifications.models import Heartbeat
from carecoord.notifications.states import State
from carecoord.notifications.timing import HOLDS
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_tests_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands log in as the worker; a test's rows are in its own transaction, so here they become the role instead."""
    for module in (worker, poll_outbox):
        monkeypatch.setattr(module, "as_worker", as_worker_role)
    monkeypatch.setattr("carecoord.notifications.management.commands.outbox.as_worker", as_worker_role)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_numbers(cast: Cast) -> None:
    notice(cast.bo, due_at=ago(minutes=10), try_at=ago(minutes=10))
    notice(cast.bo, due_at=ago(hours=-1), try_at=ago(hours=-1))
    notice(cast.bo, channel=Channel.INAPP)
    notice(cast.bo, state=State.RETRY, try_at=ago(minutes=-5))
    notice(cast.bo, state=State.FAILED)
    notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(minutes=1))
    numbers = json.loads(run("outbox", "--json"))
    assert {k: numbers[k] for k in ("due", "retry", "leased", "stuck", "failed")} == {
        "due": 1,
        "retry": 1,
        "leased": 1,
        "stuck": 1,
        "failed": 1,
    }
    assert 595 <= numbers["oldest_age"] <= 660
    assert "oldest_age" in run("outbox")
    assert operators.counters().due == 1  # as carecoord_app, who sees no row


def test_list_names_ids_and_errors_but_nobody(cast: Cast) -> None:
    row = notice(cast.bo, state=State.FAILED, last_error_class="SMTPDataError 554", patient_id=cast.denise.pk)
    out = run("outbox", "--list")
    assert str(row.pk) in out
    assert "SMTPDataError 554" in out
    assert "bo@" not in out
    assert str(cast.denise.pk) not in out


def test_retry_one_and_all(cast: Cast) -> None:
    rows = [notice(cast.bo, state=State.FAILED, attempts=12) for _ in range(3)]
    assert "1 will be tried" in run("outbox", "--retry", str(rows[0].pk))
    assert (now(rows[0]).state, now(rows[0]).attempts) == (State.DUE, 0)
    assert "2 will be tried" in run("outbox", "--retry", "failed")
    with pytest.raises(CommandError, match="Give the id"):
        run("outbox", "--retry", "everything")


def test_by_channel_and_kind_and_who_holds_the_leases(cast: Cast) -> None:
    notice(cast.bo)
    notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(minutes=1), lease_holder="host:17")
    out = run("outbox", "--by-kind")
    assert "held by host:17" in out
    lines = json.loads(run("outbox", "--by-kind", "--json"))["lines"]
    assert {(line["state"], line["channel"], line["kind"], line["count"]) for line in lines} == {
        ("due", "email", "referral.sent", 1),
        ("stuck", "email", "referral.sent", 1),
    }
    assert "held by host:17" in run("outbox", "--list")


def test_a_dry_run_changes_nothing(cast: Cast) -> None:
    row = notice(cast.bo, state=State.FAILED, attempts=12)
    assert "1 would be tried" in run("outbox", "--retry", "failed", "--dry-run")
    assert "Would be stopped" in run("outbox", "--cancel", str(row.pk), "--reason", "Posted twice by the old system", "--dry-run")
    assert (now(row).state, now(row).attempts) == (State.FAILED, 12)
    with truth():
        assert not Event.objects.filter(action__startswith="outbox.").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--cancel", "x", "--reason", "long enough to be one"], "This is no id of a notice"),
        (["--retry", str(uuid4())], "There is no failed notice with this id"),
        (["--dry-run"], "A dry run needs something to do"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("outbox", *words)


def test_cancel_needs_a_reason_and_is_audited(cast: Cast) -> None:
    row = notice(cast.bo, patient_id=cast.denise.pk)
    with pytest.raises(CommandError, match="Say why"):
        run("outbox", "--cancel", str(row.pk))
    run("outbox", "--cancel", str(row.pk), "--reason", "Posted twice by the old system")
    assert now(row).state == State.CANCELLED
    with truth():
        event = Event.objects.get(action="outbox.cancel")
        assert (event.reason, event.patient_ids) == ("Posted twice by the old system", [cast.denise.pk])
    with pytest.raises(CommandError, match="no open or failed"):
        run("outbox", "--cancel", str(row.pk), "--reason", "Posted twice by the old system")


@pytest.mark.parametrize(("minutes", "state"), [(1, Ready.OK), (5, Ready.DEGRADED), (20, Ready.DOWN)])
def test_readiness_turns_with_the_oldest_due_notice(cast: Cast, minutes: int, state: Ready) -> None:
    notice(cast.bo, due_at=ago(minutes=minutes), try_at=ago(minutes=minutes))
    assert state_of_sending.probe().state == state


@pytest.mark.parametrize("why", HOLDS)
def test_what_waited_for_its_person_is_not_late_when_the_wait_ends(cast: Cast, why: str) -> None:
    notice(cast.bo, due_at=ago(hours=9), try_at=ago(seconds=5), last_error_class=why)
    assert state_of_sending.probe().state == Ready.OK
    assert operators.counters().due == 1
    assert operators.lines()[0].oldest_age < 60


def test_the_poller_goes_on_duty_when_beat_is_silent(cast: Cast) -> None:
    assert sweep.beat_is_silent()
    with truth():
        Heartbeat.objects.create(name=sweep.Caller.BEAT, at=ago(seconds=5))
    assert not sweep.beat_is_silent()
    with truth():
        Heartbeat.objects.update(at=ago(seconds=30))
    assert sweep.beat_is_silent()


def test_one_sweep_by_command(cast: Cast) -> None:
    notice(cast.bo)
    assert "sent=1" in run("poll_outbox", "--once")
    assert len(mail.outbox) == 1
    with truth():
        assert list(Heartbeat.objects.values_list("name", flat=True)) == ["poller"]


def test_the_admin_page_shows_numbers_and_nobody(cast: Cast) -> None:
    notice(cast.bo, state=State.FAILED, patient_id=cast.denise.pk)
    client = client_of(cast, "ida")
    page = client.get("/admin/notifications/outbox/").content.decode()
    assert "Could not be sent" in page
    for text in ("bo@lakeside", "Okafor", str(cast.denise.pk)):
        assert text not in page
    assert client.get("/admin/notifications/outbox/add/").status_code in (403, 404)


def test_finding_ten_due_among_many_reads_the_index(cast: Cast) -> None:
    with truth(), connection.cursor() as cursor:
        cursor.execute(
            """insert into notifications_notification (id, kind, recipient_id, channel, key, is_urgent, due_at, state, try_at, attempts,
                 last_error_class, created_at)
               select gen_random_uuid(), 'thread.note', %s, 'email', n::text, false, now() + interval '1 hour', 'due',
                 now() + interval '1 hour', 0, '', now() from generate_series(1, 20000) n""",
            [cast.bo.pk],
        )
        cursor.execute("analyze notifications_notification")
    for _ in range(10):
        notice(cast.bo)
    plan = explain_claim()
    assert "notification_to_send" in plan
    assert "Seq Scan on notifications_notification" not in plan


def explain_claim() -> Any:
    from carecoord.notifications.leases import CLAIM, working

    with as_worker_role(), working(), connection.cursor() as cursor:
        cursor.execute("explain " + CLAIM, [uuid4(), 60, "here:1", "email", 20, "email", 20])
        return "\n".join(row[0] for row in cursor.fetchall())
