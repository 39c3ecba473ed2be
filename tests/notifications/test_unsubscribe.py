"""One click in a mail ends one topic by one channel: RFC 8058, as a mail program and as a person does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from carecoord.audit.models import Event
from carecoord.notifications import Channel, Kind
from carecoord.notifications.channels import Letter
from carecoord.notifications.channels.email import compose
from carecoord.notifications.kinds import KINDS, Topic
from carecoord.notifications.models import Choice, Habits
from carecoord.notifications.unsubscribe import GOOD_FOR, Wish, opened, seal, token
from carecoord.notifications.wishes import When
from carecoord.notifications.wordings import mail
from tests.cast import Cast
from tests.house.world import client_of
from tests.truth import truth

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def letter(kind: Kind, user_id: int = 7) -> Letter:
    return Letter(uuid4(), kind.form, "somebody@home.example", "en", user_id)


def link(kind: Kind, user_id: int) -> str:
    """The path in the mail's head."""
    made = letter(kind, user_id)
    return str(urlsplit(compose(made, mail(made)).extra_headers["List-Unsubscribe"].strip("<>")).path)


def stored(cast: Cast, who: str = "bo") -> set[tuple[str, str, str]]:
    with truth():
        return set(Choice.objects.filter(user=cast.users[who]).values_list("topic", "channel", "when"))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_mail_has_the_head_but_for_safety(kind: Kind) -> None:
    made = letter(kind)
    head = compose(made, mail(made)).extra_headers
    assert ("List-Unsubscribe" in head) is (not kind.form.is_safety)
    if not kind.form.is_safety:
        assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert head["List-Unsubscribe"].startswith("<http")
        assert kind.form.topic not in head["List-Unsubscribe"].split("unsubscribe/")[1]


class TestToken:
    def test_it_is_sealed_and_its_own(self) -> None:
        wish = Wish(7, Topic.LOOP, Channel.EMAIL)
        assert opened(token(wish)) == wish
        assert opened(token(wish)[:-2]) is None
        assert opened("x") is None
        assert opened("ä" * 40) is None

    def test_it_ends(self) -> None:
        old = datetime.now(UTC) - GOOD_FOR - timedelta(minutes=1)
        inner = seal()._fernets[0]
        assert opened(inner.encrypt_at_time(b"7 loop email", int(old.timestamp())).decode()) is None
        assert opened(inner.encrypt_at_time(b"7 loop email", int((old + timedelta(days=1)).timestamp())).decode()) is not None

    def test_safety_has_no_token_that_works(self) -> None:
        for topic in {form.topic for form in KINDS.values() if form.is_safety}:
            assert opened(token(Wish(7, topic, Channel.EMAIL))) is None

    def test_a_new_secret_key_keeps_old_links(self) -> None:
        with override_settings(SECRET_KEY="a" * 60):
            made = token(Wish(7, Topic.LOOP, Channel.EMAIL))
        assert opened(made) is None
        with override_settings(SECRET_KEY="b" * 60, SECRET_KEY_FALLBACKS=["a" * 60]):
            assert opened(made) is not None


@pytest.mark.django_db
class TestClick:
    def test_a_mail_program_does_it_in_one_post(self, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link(Kind.REFERRAL_SENT, cast.bo.pk), ONE_CLICK).status_code == 200
        assert stored(cast) == {("loop", "email", "off")}
        assert stored(cast, "nan") == set()
        with truth():
            event = Event.objects.get(action="notices.unsubscribe")
        assert (event.user_id, event.object_id, event.fields) == (None, str(cast.bo.pk), ["loop-email-off"])

    def test_looking_changes_nothing(self, cast: Cast) -> None:
        path = link(Kind.REFERRAL_SENT, cast.bo.pk)
        page = Client().get(path)
        assert page.status_code == 200
        assert "No more e-mails about this" in page.content.decode()
        assert Client().head(path).status_code == 405
        assert stored(cast) == set()

    def test_twice_is_once(self, cast: Cast) -> None:
        path = link(Kind.REFERRAL_SENT, cast.bo.pk)
        for _ in range(3):
            assert Client().post(path, ONE_CLICK).status_code == 200
        with truth():
            assert Event.objects.filter(action="notices.unsubscribe").count() == 1
            assert Habits.objects.get(user=cast.bo).version == 1

    def test_a_summary_ends_with_the_topics_it_stood_for_and_no_others(self, cast: Cast) -> None:
        with truth():
            Choice.objects.create(user=cast.bo, topic=Topic.LOOP, channel=Channel.EMAIL, when=When.WEEKLY)
        Client().post(link(Kind.DIGEST, cast.bo.pk), ONE_CLICK)
        off = {topic for topic, _, when in stored(cast) if when == When.OFF}
        assert off == {Topic.LOOP, Topic.THREAD, Topic.SLOTS}

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_wrong_link_is_a_plain_sentence(self, cast: Cast, method: str) -> None:
        for client in (Client(), client_of(cast, "bo")):
            answer = getattr(client, method)("/notices/unsubscribe/nonsense/")
            assert answer.status_code == 404
            assert "It is not complete, or too old." in answer.content.decode()

    def test_nobody_there_is_done_and_says_nothing_else(self, cast: Cast) -> None:
        assert Client().post(link(Kind.REFERRAL_SENT, 99_999_999), ONE_CLICK).status_code == 200
        with truth():
            assert not Choice.objects.exists()

    @override_settings(API_CALLS_A_MINUTE=3)
    def test_not_too_often(self, cast: Cast) -> None:
        path = link(Kind.REFERRAL_SENT, cast.bo.pk)
        answers = [Client().post(path, ONE_CLICK, REMOTE_ADDR="203.0.113.9").status_code for _ in range(8)]
        assert answers[0] == 200
        assert answers[-1] == 429
