"""Notes are internal unless shared; mentions reach only who may read; patients and proxies write to the teams."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals import verbs
from referrals.models import Note, PatientMessage, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(cast: Cast) -> Referral:
    return desk.at(cast, Stage.RECEIVED)


def write(cast: Cast, who: str, referral: Referral, text: str, *, is_internal: bool) -> Note:
    with acting(cast.actor(who)) as actor:
        named = verbs.mentioned(actor, referral, text, is_internal)
        return verbs.write_note(actor, referral.pk, text=text, is_internal=is_internal, mentions=named)


def told(kind: Kind) -> set[int]:
    with truth():
        return set(Notification.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_internal_notes_stay_on_their_side(cast: Cast, referral: Referral) -> None:
    write(cast, "bo", referral, "Only for us.", is_internal=True)
    write(cast, "bo", referral, "For both.", is_internal=False)
    with acting(cast.actor("nan")):
        assert Note.objects.count() == 2
    with acting(cast.actor("rae")):
        assert [note.text for note in Note.objects.all()] == ["For both."]
    for who in ("pat", "sam", "cy", "dee", "ida"):
        with acting(cast.actor(who)):
            assert not Note.objects.exists(), who


def test_a_shared_note_tells_the_other_side(cast: Cast, referral: Referral) -> None:
    write(cast, "bo", referral, "Please call.", is_internal=False)
    assert told(Kind.NOTE_WRITTEN) == {cast.users["rae"].pk}


def test_a_mention_reaches_who_may_read_it(cast: Cast, referral: Referral) -> None:
    write(cast, "bo", referral, "@Chen and @Nan, please look; not @Rae.", is_internal=True)
    assert told(Kind.MENTIONED) == {cast.users["chen"].pk, cast.users["nan"].pk}


def test_somebody_who_cannot_read_is_refused(cast: Cast, referral: Referral) -> None:
    with acting(cast.actor("bo")) as bo, pytest.raises(Refused, match="cannot read"):
        verbs.write_note(bo, referral.pk, text="Look.", mentions=[cast.users["rae"].pk])


def test_an_empty_note_is_refused(cast: Cast, referral: Referral) -> None:
    with pytest.raises(Refused, match="Write something"):
        write(cast, "bo", referral, "  ", is_internal=True)


def test_messages_between_patient_and_teams(cast: Cast, referral: Referral) -> None:
    with acting(cast.actor("pat")) as pat:
        verbs.write_message(pat, referral.pk, text="Which door?")
    with acting(cast.actor("bo")) as bo:
        verbs.write_message(bo, referral.pk, text="The north door.")
    assert {cast.users["rae"].pk, cast.users["bo"].pk} <= told(Kind.NOTE_WRITTEN)
    assert cast.users["pat"].pk in told(Kind.MESSAGE_RECEIVED)
    with acting(cast.actor("cy")):
        assert not PatientMessage.objects.exists()


@pytest.mark.parametrize("who", ["cy", "dee", "ida", "uma", "pia"])
def test_who_may_not_write(cast: Cast, referral: Referral, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises((NotAllowed, Referral.DoesNotExist)):
        verbs.write_message(actor, referral.pk, text="Hello.")


def test_reading_marks_the_thread(cast: Cast, referral: Referral) -> None:
    write(cast, "bo", referral, "Please call.", is_internal=False)
    rae, path = desk.window(cast, "rae"), f"/referrals/{referral.pk}/"
    assert b"New" in rae.get(path).content
    assert b"cc-tag--you" not in rae.get(path).content.split(b'id="notes"')[1].split(b'id="messages"')[0]
