"""Text messages: a number is proved first; sent by a carrier over real HTTP; stopped by STOP; reported only by who signs."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from carecoord.accounts.models import User
from carecoord.notifications import Channel, delivery, phones
from carecoord.notifications.channels import sms
from carecoord.notifications.channels.sms import twilio
from carecoord.notifications.reach import Phone
from carecoord.notifications.states import Outcome, State
from carecoord.providers import TextCarrier, texts
from tests.cast import Cast
from tests.notifications.providers import Provider, provider
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
CONSOLE = override_settings(SMS=TextCarrier(), LETTERS_WAIT=True)
TWILIO = texts("twilio://AC1:token@+13195550100")
TAKEN = (201, json.dumps({"sid": "SM1", "status": "queued"}).encode())
NUMBER = "+12025550142"


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


def proved(to: User, number: str = NUMBER) -> None:
    with truth():
        Phone.objects.create(user=to, number=number, confirmed_at=timezone.now())


class Here(TwilioHttpClient):  # type: ignore[misc]  # twilio is not typed
    """Twilio's own client, with its host turned to this machine."""

    def __init__(self, to: Provider) -> None:
        super().__init__(timeout=5, logger=twilio.SILENT)
        self.to = to

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        here, parts = urlsplit(self.to.address), urlsplit(url)
        return super().request(method, urlunsplit((here.scheme, here.netloc, parts.path, parts.query, "")), *args, **kwargs)


def through(to: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "carrier", lambda: twilio.Twilio(TWILIO, Here(to)))


def ask_and_read(cast: Cast, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any) -> str:
    with django_capture_on_commit_callbacks(execute=True), acting(cast.actor("pat")) as pat:
        phones.ask(pat, number="(202) 555-0142")
    said = capsys.readouterr().out
    assert f"Text message to {NUMBER}" in said
    return str(re.findall(r"\b\d{6}\b", said)[-1])


@CONSOLE
def test_a_number_is_proved_by_its_code(cast: Cast, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any) -> None:
    digits = ask_and_read(cast, capsys, django_capture_on_commit_callbacks)
    assert sms.addresses([cast.pat.pk]) == {}
    with acting(cast.actor("pat")) as pat:
        assert not phones.confirm(pat, digits="000000" if digits != "000000" else "111111")
        assert phones.confirm(pat, digits=digits)
        assert not phones.confirm(pat, digits=digits)
    assert sms.addresses([cast.pat.pk]) == {cast.pat.pk: NUMBER}


@CONSOLE
def test_five_wrong_codes_and_it_takes_another(
    cast: Cast, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    digits = ask_and_read(cast, capsys, django_capture_on_commit_callbacks)
    wrong = "000000" if digits != "000000" else "111111"
    with acting(cast.actor("pat")) as pat:
        assert not any(phones.confirm(pat, digits=wrong) for _ in range(phones.GUESSES))
        assert not phones.confirm(pat, digits=digits)


@CONSOLE
def test_five_codes_a_day_and_only_numbers_that_take_texts(cast: Cast) -> None:
    with acting(cast.actor("pat")) as pat:
        for _ in range(phones.CODES_A_DAY):
            phones.ask(pat, number=NUMBER)
        with pytest.raises(Refused, match="tomorrow"):
            phones.ask(pat, number=NUMBER)
    for bad in ("", "911", "12345", "+1 202 555 01420000", "nobody"):
        with pytest.raises(Refused, match="not a phone number"):
            phones.number_of(bad)


def test_without_a_carrier_nothing_is_asked_and_nothing_sent(cast: Cast) -> None:
    proved(cast.bo)
    row = notice(cast.bo, channel=Channel.SMS)
    with override_settings(SMS=None):
        assert deliver() == 0
        with acting(cast.actor("pat")) as pat, pytest.raises(Refused):
            phones.ask(pat, number=NUMBER)
    assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, "no_address")


@CONSOLE
def test_the_console_says_what_would_go_out(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    proved(cast.bo)
    row = notice(cast.bo, channel=Channel.SMS)
    assert deliver() == 1
    assert (
        f"{NUMBER}\ncarecoord: Something waits for you. {settings.SITE_URL}/notices/{row.pk}/ STOP ends texts.\n" in capsys.readouterr().out
    )
    assert now(row).state == State.SENT


@override_settings(SMS=TWILIO)
def test_twilio_gets_number_words_and_where_to_report(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    proved(cast.bo)
    row = notice(cast.bo, channel=Channel.SMS)
    with provider(TAKEN) as here:
        through(here, monkeypatch)
        assert deliver() == 1
    [asked] = here.asked
    said = parse_qs(asked.body.decode())
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert (said["To"], said["From"]) == ([NUMBER], ["+13195550100"])
    assert said["StatusCallback"] == [f"{settings.SITE_URL}/hooks/texts/{row.pk}/"]
    assert (now(row).state, now(row).provider_id) == (State.SENT, "SM1")
    assert NUMBER not in caplog.text
    assert "carecoord:" not in caplog.text


ANSWERS = [
    (400, 21211, State.FAILED),
    (400, 21610, State.FAILED),
    (429, 20429, State.RETRY),
    (401, 20003, State.RETRY),
    (500, 0, State.RETRY),
]


@override_settings(SMS=TWILIO)
@pytest.mark.parametrize(("status", "code", "state"), ANSWERS)
def test_what_a_refusal_means(cast: Cast, monkeypatch: pytest.MonkeyPatch, status: int, code: int, state: State) -> None:
    proved(cast.bo)
    row = notice(cast.bo, channel=Channel.SMS)
    with provider((status, json.dumps({"code": code, "message": "secret words", "status": status}).encode())) as here:
        through(here, monkeypatch)
        assert deliver() == 0
    assert now(row).state == state
    assert "secret" not in now(row).last_error_class
    with truth():
        assert Phone.objects.filter(stopped_at__isnull=False).exists() is (code == twilio.STOPPED)


def call(path: str, words: dict[str, str], *, token: str = "token") -> int:  # noqa: S107  # a token of this test
    signature = RequestValidator(token).compute_signature(settings.SITE_URL + path, words)
    return Client().post(path, words, headers={"X-Twilio-Signature": signature}).status_code


@override_settings(SMS=TWILIO)
def test_stop_is_honoured_and_start_too(cast: Cast) -> None:
    proved(cast.bo)
    hook = reverse("notices:text_hook")
    assert call(hook, {"From": NUMBER, "Body": " stop "}) == 200
    assert sms.addresses([cast.bo.pk]) == {}
    assert call(hook, {"From": NUMBER, "Body": "Start"}) == 200
    assert sms.addresses([cast.bo.pk]) == {cast.bo.pk: NUMBER}
    assert call(hook, {"From": NUMBER, "Body": "thanks"}) == 200


@override_settings(SMS=TWILIO)
def test_only_a_signed_report_counts(cast: Cast) -> None:
    row = notice(cast.bo, channel=Channel.SMS)
    with truth():
        type(row).objects.filter(pk=row.pk).update(state=State.LEASED)
    path = reverse("notices:text_status", args=[row.pk])
    assert call(path, {"MessageStatus": "delivered"}, token="forged") == 403  # a token of this test
    assert Client().post(path, {"MessageStatus": "delivered"}).status_code == 403
    assert now(row).outcome == ""
    assert [call(path, {"MessageStatus": "delivered"}) for _ in range(2)] == [204, 204]
    assert now(row).outcome == Outcome.DELIVERED
    assert call(reverse("notices:text_status", args=[uuid4()]), {"MessageStatus": "delivered"}) == 204


def test_a_console_house_believes_no_report(cast: Cast) -> None:
    with override_settings(SMS=TextCarrier()):
        assert call(reverse("notices:text_hook"), {"From": NUMBER, "Body": "STOP"}, token="") == 403
