"""What administrators do with notices that nobody sends, and the numbers for Prometheus: nobody is named."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from carecoord.access.actor import acting
from carecoord.audit.models import Event
from carecoord.notifications import Kind, delivery
from carecoord.notifications.models import Heartbeat, Notification
from carecoord.notifications.states import State
from carecoord.notifications.sweep import Caller
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
PAGE = "/admin/notifications/outbox/"
WHY = "The provider has mended its filter"
TOKEN = "a-token-that-only-the-scraper-knows"


def act(cast: Cast, row: Notification, who: str = "ida", **values: str) -> int:
    return client_of(cast, who).post(f"{PAGE}{row.pk}/act/", {"act": "retry", "reason": WHY} | values).status_code


def failed(cast: Cast, **values: Any) -> Notification:
    return notice(cast.bo, state=State.FAILED, attempts=12, last_error_class="SMTPDataError 554", patient_id=cast.denise.pk, **values)


def test_the_page_lists_what_failed_or_is_stuck_and_names_nobody(cast: Cast) -> None:
    bad, fine = failed(cast), notice(cast.bo)
    stuck = notice(cast.bo, state=State.LEASED, lease_token=uuid4(), lease_until=ago(minutes=3), lease_holder="host:17")
    page = client_of(cast, "ida").get(PAGE).content.decode()
    for text in (str(bad.pk), "SMTPDataError 554", Kind.REFERRAL_SENT, str(stuck.pk), "host:17"):
        assert text in page
    for text in (str(fine.pk), "bo@", "Larsen", "Lakeside", "Okafor", str(cast.denise.pk)):
        assert text not in page


def test_trying_again_and_stopping_take_a_reason_and_are_audited(cast: Cast) -> None:
    bad, other = failed(cast), failed(cast)
    assert act(cast, bad, reason="no") == 302
    assert now(bad).state == State.FAILED
    assert act(cast, bad) == act(cast, other, act="cancel") == 302
    assert (now(bad).state, now(bad).attempts, now(other).state) == (State.DUE, 0, State.CANCELLED)
    with truth():
        told = Event.objects.filter(action__startswith="outbox.").order_by("at")
        assert [(e.action, e.object_id, e.reason, e.user_id, e.patient_ids) for e in told] == [
            ("outbox.retry", str(bad.pk), WHY, cast.ida.pk, []),
            ("outbox.cancel", str(other.pk), WHY, cast.ida.pk, []),
        ]


def test_nothing_is_done_to_what_is_no_longer_so(cast: Cast) -> None:
    gone = notice(cast.bo, state=State.SENT)
    assert act(cast, gone) == act(cast, gone, act="cancel") == 302
    assert now(gone).state == State.SENT
    assert act(cast, gone, act="burn") == 400
    with truth():
        assert not Event.objects.filter(action__startswith="outbox.").exists()


def test_nobody_else_may(cast: Cast) -> None:
    bad = failed(cast)
    assert act(cast, bad, who="uma") in (302, 403, 404)
    with acting(cast.actor("bo")), connection.cursor() as cursor:
        for call in ("select access.outbox_retry(%s)", "select access.outbox_cancel(%s)"):
            cursor.execute(call, [bad.pk])
            assert cursor.fetchone()[0] is False
        cursor.execute("select count(*) from access.outbox_troubled(10)")
        assert cursor.fetchone()[0] == 0
    assert now(bad).state == State.FAILED


@pytest.fixture
def told(cast: Cast, settings: Any) -> str:
    """The metrics, after one message that went and one that did not."""
    settings.METRICS_TOKEN = TOKEN
    failed(cast, kind=Kind.TRIAGE_DUE)
    notice(cast.bo, kind=Kind.TRIAGE_DUE)
    with as_worker_role():
        delivery.deliver()
    notice(cast.bo, kind=Kind.TRIAGE_DUE, due_at=ago(minutes=10), try_at=ago(minutes=10))
    with truth():
        Heartbeat.objects.create(name=Caller.BEAT, at=ago(seconds=5))
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    return answer.content.decode()


def test_numbers_for_prometheus(told: str) -> None:
    lines = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    by = f'channel="email",kind="{Kind.TRIAGE_DUE}"'
    assert float(lines[f'carecoord_outbox_messages_total{{answer="sent",{by}}}']) == 1
    assert float(lines[f'carecoord_outbox_notices{{{by},state="failed"}}']) == 1
    assert float(lines[f'carecoord_outbox_notices{{{by},state="due"}}']) == 1
    assert 595 <= float(lines["carecoord_outbox_oldest_due_seconds"]) <= 700
    assert float(lines["carecoord_beat_age_seconds"]) < 120


def test_metrics_name_nobody(told: str, cast: Cast) -> None:
    for text in ("bo@", "Lakeside", "Larsen", "Okafor", str(cast.denise.pk)):
        assert text not in told


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_metrics_are_not_there_for_anybody_else(header: dict[str, str], settings: Any) -> None:
    assert Client().get("/metrics", headers=header).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics", headers=header).status_code == 404


def test_a_network_may_be_let_in(settings: Any) -> None:
    from ipaddress import ip_network

    settings.METRICS_ALLOW = (ip_network("127.0.0.0/8"),)
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.1").get("/metrics").status_code == 404
