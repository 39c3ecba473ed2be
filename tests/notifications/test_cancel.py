"""`cancel` and `death`: stopped in the caller's transaction, together with what they follow from."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction

from carecoord.access.actor import acting
from carecoord.notifications import Channel, Kind, cancel, death, delivery, leases
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from patients.verbs import record_death
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db


def about_denise(cast: Cast, who: str, kind: Kind = Kind.ROAD_NEWS, about: UUID | None = None, **values: object) -> Notification:
    return notice(cast.users[who], kind=kind, patient_id=cast.denise.pk, about=about, **values)


def test_death_stops_every_message_to_patient_and_proxy_and_none_to_staff(cast: Cast) -> None:
    pat, sam = about_denise(cast, "pat"), about_denise(cast, "sam", Kind.VISIT_SOON)
    shown = about_denise(cast, "pat", channel=Channel.INAPP)
    staff = about_denise(cast, "rae", Kind.REFERRAL_CLOSED)
    with acting(cast.actor("ana")):
        assert death(cast.denise.pk) == 3
    assert {now(row).state for row in (pat, sam, shown)} == {State.CANCELLED}
    assert now(pat).last_error_class == "deceased"
    assert now(staff).state == State.DUE


def test_recording_a_death_stops_the_messages_with_it(cast: Cast) -> None:
    row, staff = about_denise(cast, "pat"), about_denise(cast, "rae", Kind.REFERRAL_CLOSED)
    with acting(cast.actor("ana")) as ana:
        record_death(ana, cast.denise.pk, version=1, died_at=ago(hours=1))
    assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, "deceased")
    assert now(staff).state == State.DUE


def test_a_rolled_back_death_stops_nothing(cast: Cast) -> None:
    row = about_denise(cast, "pat")

    def die_and_fail() -> None:
        with acting(cast.actor("ana")):
            death(cast.denise.pk)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die_and_fail()
    assert now(row).state == State.DUE


def test_a_stranger_stops_nothing(cast: Cast) -> None:
    row = about_denise(cast, "pat")
    with acting(cast.actor("cy")):
        assert cancel(patient_id=cast.denise.pk, reason="x") == 0
    assert now(row).state == State.DUE


def test_by_what_it_is_about_kind_and_recipient(cast: Cast) -> None:
    referral = uuid4()
    mine = about_denise(cast, "bo", Kind.TRIAGE_DUE, referral)
    other_kind = about_denise(cast, "bo", Kind.NOTE_WRITTEN, referral)
    other_person = about_denise(cast, "chen", Kind.TRIAGE_DUE, referral)
    with acting(cast.actor("rae")):
        assert cancel(about=referral, kinds=[Kind.TRIAGE_DUE], recipients=[cast.bo.pk], reason="done") == 1
    assert [now(row).state for row in (mine, other_kind, other_person)] == [State.CANCELLED, State.DUE, State.DUE]


def test_what_was_read_or_sent_stays(cast: Cast) -> None:
    read = about_denise(cast, "pat", channel=Channel.INAPP, read_at=ago(minutes=1))
    sent = about_denise(cast, "pat", state=State.SENT)
    with acting(cast.actor("ana")):
        assert cancel(patient_id=cast.denise.pk, reason="x") == 0
    assert [now(read).state, now(sent).state] == [State.DUE, State.SENT]


def test_without_a_subject_it_would_stop_everything(cast: Cast) -> None:
    with pytest.raises(ValueError, match="what the notices are about"):
        cancel(reason="x")


def test_a_cancel_after_the_claim_stops_what_is_not_yet_sent(cast: Cast) -> None:
    row, token = about_denise(cast, "pat"), uuid4()
    with as_worker_role():
        leases.claim(token, channel=Channel.EMAIL, limit=10)
    with acting(cast.actor("ana")):
        cancel(patient_id=cast.denise.pk, reason="deceased")
    with as_worker_role():
        assert delivery.look(token) == []
    assert now(row).state == State.CANCELLED


def test_a_message_that_had_gone_says_so_though_cancelled(cast: Cast) -> None:
    row, token = about_denise(cast, "pat"), uuid4()
    with as_worker_role():
        leases.claim(token, channel=Channel.EMAIL, limit=10)
    with acting(cast.actor("ana")):
        cancel(patient_id=cast.denise.pk, reason="deceased")
    with as_worker_role():
        leases.sent(row.pk, token)
    assert now(row).state == State.CANCELLED
    assert now(row).sent_at is not None


def test_a_deceased_patient_is_told_nothing_even_if_nobody_cancelled(cast: Cast) -> None:
    about_denise(cast, "pat")
    staff = about_denise(cast, "rae", Kind.REFERRAL_CLOSED)
    with truth():
        type(cast.denise).objects.filter(pk=cast.denise.pk).update(deceased_at=ago(minutes=1))
    with as_worker_role():
        assert delivery.deliver() == 1
    assert [m.to for m in mail.outbox] == [["rae@cedarvalley.example"]]
    assert now(staff).state == State.SENT


def test_no_state_goes_back_even_from_raw_sql(cast: Cast) -> None:
    row = notice(cast.bo, state=State.SENT)
    for state in (State.DUE, State.LEASED, State.CANCELLED):
        with pytest.raises(Exception, match="no move from"), transaction.atomic(), truth():
            Notification.objects.filter(pk=row.pk).update(state=state)
