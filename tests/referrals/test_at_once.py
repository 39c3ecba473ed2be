"""Many hands on one referral at the same moment: real threads, real connections, one of them wins."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import Refused, Stale
from carecoord.audit.models import Event as Audited
from carecoord.notifications.models import Notification
from referrals import verbs
from referrals.models import Event, Referral, Urgency
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db(transaction=True)
CALLS, THREADS = 1_000, 16


def at_once(call: Callable[[], object], calls: int, threads: int = THREADS) -> Counter[str]:
    """How often each thing happened."""
    start = threading.Barrier(threads)

    def some(share: int) -> Counter[str]:
        start.wait(30)
        seen: Counter[str] = Counter()
        for _ in range(share):
            seen[one(call)] += 1
        connection.close()
        return seen

    shares = [calls // threads + (number < calls % threads) for number in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(some, shares), Counter())


def one(call: Callable[[], object]) -> str:
    try:
        call()
    except (Stale, Refused) as told:
        return type(told).__name__
    return "applied"


def test_a_thousand_identical_acceptances(cast: Cast) -> None:
    referral = story.received(cast)
    by = story.TODAY() + timedelta(days=9)
    with truth():
        before = set(Notification.objects.values_list("pk", flat=True))

    def accept() -> None:
        with acting(cast.actor("chen")) as chen:
            verbs.accept(chen, referral.pk, version=referral.version, urgency=Urgency.ROUTINE, consult_by=by)

    assert at_once(accept, CALLS) == {"applied": 1, "Stale": CALLS - 1}
    with truth():
        after = Referral.objects.get(pk=referral.pk)
        told = list(Notification.objects.exclude(pk__in=before).values_list("kind", "recipient_id", "channel"))
        assert (after.stage, after.version) == (Stage.ACCEPTED, referral.version + 1)
        assert Event.objects.filter(referral=referral, verb="accept").count() == 1
        assert Audited.objects.filter(action="referral.accept").count() == 1
    assert told
    assert len(told) == len(set(told))


def test_opposite_decisions_at_once(cast: Cast) -> None:
    """Half accept, half decline: one decision stands, everybody else is told."""
    referral = story.received(cast)
    turn = iter(range(10_000))

    def decide() -> None:
        with acting(cast.actor("chen")) as chen:
            if next(turn) % 2:
                verbs.accept(
                    chen, referral.pk, version=referral.version, urgency=Urgency.ROUTINE, consult_by=story.TODAY() + timedelta(days=9)
                )
            else:
                verbs.decline(chen, referral.pk, version=referral.version, reason_code="capacity", text="Full.", alternative="Summit")

    assert at_once(decide, 64)["applied"] == 1
    with truth():
        assert Event.objects.filter(referral=referral, verb__in=("accept", "decline")).count() == 1


def test_two_stale_edits_of_a_draft(cast: Cast) -> None:
    """The second is told by whom, and may send its text again on the new version: nothing is lost."""
    referral = story.draft(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.save_draft(rae, referral.pk, version=referral.version, values={"reason": "First."})
    with acting(cast.actor("ana")) as ana:
        with pytest.raises(Stale) as told:
            verbs.save_draft(ana, referral.pk, version=referral.version, values={"reason": "Second."})
        verbs.save_draft(ana, referral.pk, version=told.value.version, values={"reason": "First. Second."})
    with truth():
        assert Referral.objects.get(pk=referral.pk).reason == "First. Second."


def test_one_key_starts_one_draft(cast: Cast) -> None:
    def start() -> None:
        with acting(cast.actor("rae")) as rae:
            verbs.start(rae, cast.denise.pk, idempotency_key="the same press")

    seen = at_once(start, 32, threads=8)
    with truth():
        assert Referral.objects.count() == 1
    assert seen == {"applied": 32}


def test_notes_at_once_are_all_kept(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    now = timezone.now()

    def write() -> None:
        with acting(cast.actor("bo")) as bo:
            verbs.write_note(bo, referral.pk, text="Called the practice.", is_internal=False)

    assert at_once(write, 32, threads=8) == {"applied": 32}
    with truth():
        assert referral.notes.filter(written_at__gte=now).count() == 32
