"""Notices on a device in a real Chromium: the page subscribes, the service worker shows what came, and a click leads to the notice alone.

The one thing that is not here is the maker's push service: the browser is told its answer. What the product's own sender encrypts is read
with the keys that the page handed in, and given to the service worker as that service would.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import CDPSession, Page, expect

from carecoord.notifications import Channel, Kind
from carecoord.notifications.reach import Device
from tests.cast import Cast
from tests.notifications.providers import provider
from tests.notifications.stage import notice
from tests.notifications.test_push import KEY, Browser, deliver, text
from tests.system.conftest import PageAs
from tests.system.server import Server
from tests.truth import truth

FCM = "https://fcm.googleapis.com/fcm/send/this-browser"
SERVICE = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {
    sessionStorage.asked = JSON.stringify([options.userVisibleOnly, options.applicationServerKey.length]);
    return { toJSON: () => (%s) };
};"""
SHOWN = """async () => {
    const found = await navigator.serviceWorker.getRegistration('/notices/');
    return (await found.getNotifications()).map(one => [one.title, one.body, one.lang, one.tag, one.data.link]);
}"""
CLICK = """async () => {
    const opened = [];
    self.clients.openWindow = async (link) => { opened.push(link); };
    for (const notification of await self.registration.getNotifications())
        self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    return opened;
}"""


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def page(page_as: PageAs, server: Server, browser: Browser) -> Page:
    """Bo's window, which may show notices, after he has switched them on for this device."""
    page = page_as("bo")
    page.context.grant_permissions(["notifications"], origin=server.url)
    told = {"endpoint": FCM, "keys": {"p256dh": browser.p256dh, "auth": text(browser.auth)}}
    page.add_init_script(SERVICE % json.dumps(told))
    page.goto("/notices/reach/")
    page.get_by_role("button", name="Show notices on this device").click()
    expect(page.get_by_text("This device takes notices now")).to_be_visible()
    return page


def worker_of(page: Page) -> tuple[CDPSession, str]:
    """A line to the browser's own list of service workers, and the number of ours."""
    line, found = page.context.new_cdp_session(page), list[dict[str, Any]]()
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistration('/notices/'))?.active?.state === 'activated'")
    return line, next(one["registrationId"] for one in found if one["scopeURL"].endswith("/notices/"))


def test_the_page_hands_in_what_the_browser_gave(page: Page, cast: Cast, browser: Browser) -> None:
    """Given a browser that may show notices; when Bo presses the button; then the device is his, and the key was ours and whole."""
    with truth():
        row = Device.objects.get()
        assert (row.user_id, row.endpoint, row.p256dh, row.auth) == (cast.bo.pk, FCM, browser.p256dh, text(browser.auth))
    assert json.loads(page.evaluate("sessionStorage.asked")) == [True, 65]


def test_what_was_sent_is_shown_and_leads_to_the_notice(
    page: Page, server: Server, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an urgent notice; when it was sent and the device got it; then it says a sentence and no fact, and opens our page."""
    row = notice(cast.bo, channel=Channel.PUSH, kind=Kind.TRIAGE_LATE)
    with provider((201, b"")) as here:
        with truth():
            Device.objects.update(endpoint=f"{here.address}/push/1")
        with override_settings(PUSH_KEY=KEY):
            assert deliver(monkeypatch) == 1
    said = browser.read(here.asked[0].body)
    line, number = worker_of(page)
    ours = said | {"link": f"{server.url}/notices/{row.pk}/"}
    for data in (ours, ours, said | {"link": "https://elsewhere.example/", "tag": "other"}, None):
        words = json.dumps(data) if data else "no JSON"
        line.send("ServiceWorker.deliverPushMessage", {"origin": server.url, "registrationId": number, "data": words})
    page.wait_for_function(f"async () => (await ({SHOWN})()).length === 3")  # the second copy took the place of the first
    shown = page.evaluate(SHOWN)
    assert ["carecoord", "Something in carecoord needs you today.", "en", str(row.pk), ours["link"]] in shown
    assert ["carecoord", "", "en", "carecoord", "/notices/"] in shown
    assert sorted(page.context.service_workers[0].evaluate(CLICK)) == [f"{server.url}/notices/", ours["link"]]
    assert page.evaluate(SHOWN) == []
