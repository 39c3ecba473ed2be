"""Fixtures of the browser tests: a real server, a real Chromium, windows signed in as a member of the cast.

`page_as("rae")` opens a window as Rae; `page_as(None)` one of a stranger. At the end of each test no window may have seen a
content-policy violation, a script error or an answer of 500. The database holds committed rows and is cloned afresh afterwards.
Rows are made and read with `truth()` in the test's own process; the server is another process, so patches do not reach it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from tests.cast import Cast
from tests.system import browser as browsers
from tests.system import gate, looks
from tests.system.server import Server, serve

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PageAs = Callable[..., Page]
Sound = Callable[..., None]


@pytest.fixture(scope="session")
def server_process(django_db_setup: None) -> Iterator[Server]:
    server = serve(str(connection.settings_dict["NAME"]))
    yield server
    server.stop()


@pytest.fixture
def server(server_process: Server, transactional_db: None) -> Iterator[Server]:
    """The running server on this test's committed rows, with an empty mail folder; nobody asks it for anything between two tests."""
    for letter in server_process.mail.glob("*"):
        letter.unlink()
    server_process.gate(gate.OPEN)
    yield server_process
    server_process.gate(gate.SHUT)


@pytest.fixture
def watch() -> Iterator[browsers.Watch]:
    watch = browsers.Watch()
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def page_as(chromium: Browser, server: Server, cast: Cast, watch: browsers.Watch) -> Iterator[PageAs]:
    """`page_as(name, width=1280, height=900, theme="light", javascript=True, language="en-US")` opens a window."""
    contexts: list[BrowserContext] = []

    def open_as(
        name: str | None,
        *,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        javascript: bool = True,
        language: str = "en-US",
    ) -> Page:
        context = browsers.open_context(
            chromium, server.url, width=width, height=height, theme=theme, javascript=javascript, language=language
        )
        contexts.append(context)
        if name:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast, name), "url": server.url}])
        return watch.over(context.new_page(), has_scripts=javascript)

    yield open_as
    for context in contexts:
        context.close()


def session_of(cast: Cast, name: str) -> str:
    """The key of a fresh session, as if `name` had just signed in with password and code and chosen their organization."""
    user, home = cast.users[name], cast.homes.get(name)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    if home:
        session["organization_id"] = cast.organizations[home].pk
    session.create()
    return str(session.session_key)


@pytest.fixture
def axe(watch: browsers.Watch) -> Callable[[Page], None]:
    """`axe(page)` fails when the page as it stands, in the one look it has, has a WCAG 2.2 A or AA fault, or scrolls sideways."""

    def check(page: Page) -> None:
        with aside(watch, page):
            assert looks.faults(page) == []
        assert not looks.scrolls_sideways(page), f"{page.url} scrolls sideways"

    return check


@pytest.fixture
def sound(watch: browsers.Watch) -> Sound:
    """`sound(page, "worklist")` does the same in every look, 1280 and 320 px, light and dark; the name is that of its pictures."""

    def check(page: Page, name: str, *, widths: Sequence[int] = looks.WIDTHS) -> None:
        with aside(watch, page):
            assert looks.faults_in_every(page, name, widths=widths) == []

    return check


@contextlib.contextmanager
def aside(watch: browsers.Watch, page: Page) -> Iterator[None]:
    """Forgets what is refused in here: axe measures with inline styles of its own, which the policy rightly refuses."""
    before = list(watch.faults)
    yield
    looks.heard(page)
    watch.faults[:] = before


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "tests/system/" in str(item.path):
            item.add_marker(pytest.mark.browser)
