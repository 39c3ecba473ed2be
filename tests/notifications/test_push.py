"""Notices on devices: a real endpoint on this machine decrypts them with a browser's keys."""

from __future__ import annotations

import base64
import json
import os

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from carecoord.accounts.models import User
from carecoord.engines.state import push_key
from carecoord.notifications import Channel, Kind, delivery
from carecoord.notifications.channels.push import endpoints, keys
from carecoord.notifications.reach import Device
from carecoord.notifications.states import State
from tests.accounts.hands import client_of
from tests.cast import Cast
from tests.notifications.providers import provider
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
KEY = push_key()
FCM = "https://fcm.googleapis.com/fcm/send/x"


@pytest.fixture(autouse=True)
def key() -> object:
    with override_settings(PUSH_KEY=KEY):
        yield


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """The keys that a browser makes for one subscription."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.p256dh = text(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def device(self, user: User, endpoint: str) -> None:
        with truth():
            Device.objects.create(user=user, endpoint=endpoint, p256dh=self.p256dh, auth=text(self.auth))

    def read(self, body: bytes) -> dict[str, str]:
        found: dict[str, str] = json.loads(http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"))
        return found


def deliver(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(endpoints, "allowed", lambda endpoint: endpoint.startswith("http://127.0.0.1:"))
    with as_worker_role():
        return delivery.deliver()


def test_a_device_reads_a_sentence_and_a_link(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    row = notice(cast.bo, channel=Channel.PUSH, kind=Kind.TRIAGE_LATE)
    with provider((201, b"")) as here:
        browser.device(cast.bo, f"{here.address}/push/1")
        assert deliver(monkeypatch) == 1
    [asked] = here.asked
    link = f"{settings.SITE_URL}/notices/{row.pk}/"
    assert browser.read(asked.body) == {
        "title": "carecoord",
        "body": "Something in carecoord needs you today.",
        "link": link,
        "tag": str(row.pk),
        "lang": "en",
    }
    assert (asked.headers["topic"], asked.headers["urgency"], asked.headers["ttl"]) == (row.pk.hex, "high", "43200")
    assert b"carecoord" not in asked.body
    token, _, public = asked.headers["authorization"].removeprefix("vapid t=").partition(",k=")
    assert public.strip() == keys.public()
    assert jwt.decode(token, keys.vapid().public_key, algorithms=["ES256"], audience=here.address)["sub"] == f"mailto:{settings.EMAIL_FROM}"
    assert now(row).state == State.SENT


def test_one_device_of_two_is_enough_and_what_is_gone_is_forgotten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = notice(cast.bo, channel=Channel.PUSH)
    with provider((410, b""), (201, b"")) as here:
        Browser().device(cast.bo, f"{here.address}/push/old")
        Browser().device(cast.bo, f"{here.address}/push/new")
        assert deliver(monkeypatch) == 1
    assert now(row).state == State.SENT
    with truth():
        assert Device.objects.count() == 1


ANSWERS = [
    (404, State.FAILED, 0),
    (400, State.FAILED, 1),
    (429, State.RETRY, 1),
    (403, State.RETRY, 1),
    (503, State.RETRY, 1),
    (302, State.RETRY, 1),
]


@pytest.mark.parametrize(("status", "state", "left"), ANSWERS)
def test_what_an_answer_means(cast: Cast, monkeypatch: pytest.MonkeyPatch, status: int, state: State, left: int) -> None:
    row = notice(cast.bo, channel=Channel.PUSH)
    with provider((status, b"secret words")) as here:
        Browser().device(cast.bo, f"{here.address}/push/1")
        assert deliver(monkeypatch) == 0
    assert now(row).state == state
    assert "secret" not in now(row).last_error_class
    with truth():
        assert Device.objects.count() == left


def test_without_a_device_there_is_no_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = notice(cast.bo, channel=Channel.PUSH)
    assert deliver(monkeypatch) == 0
    assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, "no_address")


FOREIGN = [
    "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://169.254.169.254/x", "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com@evil.example/x", "https://evil.example/fcm.googleapis.com", "https://fcm.googleapis.com.evil.example/x",
    "file:///etc/passwd", "https://evilpush.services.mozilla.com.example/", "https://[::1]/x", "https://x:99999/", "",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", FOREIGN)
def test_no_other_address_is_kept_or_called(cast: Cast, endpoint: str) -> None:
    assert not endpoints.allowed(endpoint)
    browser = Browser()
    client_of(cast, "bo").post(reverse("notices:device"), {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": text(browser.auth)})
    with truth():
        assert not Device.objects.exists()


def test_an_address_kept_before_the_list_grew_shorter_is_not_called(cast: Cast) -> None:
    row = notice(cast.bo, channel=Channel.PUSH)
    with provider((201, b"")) as here:
        Browser().device(cast.bo, f"{here.address}/push/1")
        with as_worker_role():
            assert delivery.deliver() == 0
    assert here.asked == []
    assert (now(row).state, now(row).last_error_class) == (State.FAILED, "ForeignEndpoint")


@pytest.mark.parametrize(
    "endpoint", [FCM, "https://updates.push.services.mozilla.com/wpush/v2/x", "https://wns2-by3p.notify.windows.com/w/?t=x"]
)
def test_a_browser_subscribes_and_is_removed(cast: Cast, endpoint: str) -> None:
    browser, bo = Browser(), client_of(cast, "bo")
    told = {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": text(browser.auth)}
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140"}
    assert [bo.post(reverse("notices:device"), told, headers=agent).status_code for _ in range(2)] == [302, 302]
    with truth():
        [device] = Device.objects.all()
    assert (device.user_id, device.name) == (cast.bo.pk, "Firefox, Windows")
    assert b"Firefox, Windows" in bo.get(reverse("notices:reach")).content
    remove = reverse("notices:device_remove", args=[device.pk])
    assert client_of(cast, "chen").post(remove).status_code == 404
    assert bo.post(remove).status_code == 302
    with truth():
        assert not Device.objects.exists()


def test_keys_of_the_wrong_size_are_refused(cast: Cast) -> None:
    client_of(cast, "bo").post(reverse("notices:device"), {"endpoint": FCM, "p256dh": "abcd", "auth": "abcd"})
    with truth():
        assert not Device.objects.exists()


def test_the_worker_comes_from_below_notices(cast: Cast) -> None:
    answer = client_of(cast, "nobody").get(reverse("notices:push_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"showNotification" in answer.content
