"""Fixtures for every test: a cloned database for each worker, refreshed after a test that commits; sockets closed but to the engines."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import TransactionTestCase
from playwright.sync_api import Browser, sync_playwright

from carecoord.accounts import hours
from tests import clock
from tests.cast import Cast
from tests.system import browser as browsers
from tests.worlds import Worlds

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
worlds = Worlds(WORKER)
GARBAGE = (20_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    clock.start()
    settings.CACHES["default"]["KEY_PREFIX"] = WORKER
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # an absent folder is a warning, and warnings are errors
    settings.LETTERS_WAIT = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays until the end: the collector need not look through it again after each so many new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture looks at the database."""
    worlds.choose(is_peopled=bool({"cast", "server"} & set(getattr(item, "fixturenames", ()))))
    if item.get_closest_marker("plans"):
        worlds.refresh()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        worlds.begin()
        vars_of: Any = TransactionTestCase
        vars_of._fixture_teardown = lambda self: worlds.refresh()  # clone instead of flush
        yield
        worlds.end()


@pytest.fixture(scope="session")
def cache_link() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
    yield client
    client.close()


@pytest.fixture(autouse=True)
def _fresh_cache(cache_link: redis.Redis) -> Iterator[None]:
    """Nothing of a test stays in the cache; what parallel workers count there is left alone."""
    yield
    if keys := list(cache_link.scan_iter(match=f"{WORKER}:*", count=1000)):
        cache_link.unlink(*keys)


@pytest.fixture
def cast(db: None) -> Cast:
    """Ana, Rae, Bo, Dr. Chen, Cy, Pat, Sam, Ida and the others, with Denise Okafor's record."""
    return worlds.cast()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker; each window has a context of its own."""
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def always_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every site is open at any hour of any day, so that a test of what is due now does not hang on the day it runs."""
    monkeypatch.setattr(hours, "USUAL", ((time.min, time.max),) * 7)
    monkeypatch.setattr(hours, "federal_holidays", lambda year: frozenset())
    hours.window.cache_clear()
    yield
    hours.window.cache_clear()
