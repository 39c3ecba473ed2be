"""How often one caller may ask: the API and searches by name a minute, and what happens while the cache is away."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.cache import caches

from carecoord.access.actor import Actor
from carecoord.access.errors import TooMany
from carecoord.access.limits import Limit, take
from carecoord.ui import cache
from tests.api.callers import PATIENTS, Caller, machine, person
from tests.cast import Cast
from tests.house.world import client_of

pytestmark = pytest.mark.django_db
SEARCH = "/patients/search/"
API_SEARCH = f"{PATIENTS}search/"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.API_CALLS_A_MINUTE, settings.SEARCHES_A_MINUTE = 3, 2


@pytest.fixture(autouse=True)
def early() -> None:
    """No test begins in the last seconds of a minute, where a count would start anew in its midst."""
    if (left := 60 - time.time() % 60) < 10:
        time.sleep(left)


def test_the_figures_are_the_promised_ones_unless_somebody_sets_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from carecoord import env

    for name in env.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CARECOORD_VAR", str(tmp_path))
    found = env.load()
    assert (found.api_calls_a_minute, found.searches_a_minute, found.exports_an_hour) == (120, 30, 5)
    monkeypatch.setenv("EXPORTS_AN_HOUR", "0")
    with pytest.raises(env.BadEnvironment, match="EXPORTS_AN_HOUR is '0'"):
        env.load()


def test_one_call_too_many_is_a_problem_with_the_seconds_to_wait(cast: Cast) -> None:
    rae = person(cast, "rae")
    assert [rae.get(PATIENTS).status_code for _ in range(3)] == [200] * 3
    refused = rae.get(PATIENTS)
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Retry-After"] in refused.json()["detail"]


def test_nobody_pays_for_the_calls_of_another(cast: Cast) -> None:
    rae = person(cast, "rae")
    while rae.get(PATIENTS).status_code == 200:
        pass
    assert person(cast, "ana").get(PATIENTS).status_code == 200
    ehr = machine("Cedar Valley EHR", "Cedar Valley")
    assert [ehr.get(PATIENTS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert machine("Cedar Valley desk", "Cedar Valley").get(PATIENTS).status_code == 200


def test_a_new_minute_begins_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rae = person(cast, "rae")
    assert [rae.get(PATIENTS).status_code for _ in range(4)][-1] == 429
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert rae.get(PATIENTS).status_code == 200


def test_pages_are_no_calls_of_the_api(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert {rae.get("/patients/").status_code for _ in range(5)} == {200}


def test_searches_of_pages_and_programs_count_together(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert rae.post(SEARCH, {"asked": "Okafor"}).status_code == 302
    assert Caller(rae).post(API_SEARCH, {"asked": "Okafor"}).status_code == 200
    refused = rae.post(SEARCH, {"asked": "Okafor"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    page = refused.content.decode()
    assert "searches in one minute" in page
    assert "Okafor" not in page
    assert Caller(rae).post(API_SEARCH, {"asked": "Okafor"}).status_code == 429


def test_a_refused_search_leaves_the_last_one_as_it_was(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    for asked in ("Okafor", "Okafor", "Nobody"):
        rae.post(SEARCH, {"asked": asked})
    assert "OKAFOR" in rae.get("/patients/").content.decode().upper()


def test_who_may_not_search_is_told_that_first(cast: Cast) -> None:
    pia = client_of(cast, "pia")
    assert {pia.post(SEARCH, {"asked": "Okafor"}).status_code for _ in range(4)} == {403}


def refusals(number: int) -> int:
    found = 0
    for _ in range(number):
        try:
            take(Actor(user_id=77), Limit.CALLS)
        except TooMany:
            found += 1
    return found


def test_at_the_same_moment_no_more_pass_than_may() -> None:
    with ThreadPoolExecutor(8) as pool:
        refused = sum(pool.map(refusals, [5] * 8))
    assert refused == 40 - 3


def test_nothing_stays_counted(cast: Cast) -> None:
    take(Actor(user_id=78), Limit.CALLS)
    client = caches["default"]._cache.get_client(None)  # type: ignore[attr-defined]  # the backend of Redis
    keys = list(client.scan_iter(match=f"{house.CACHES['default']['KEY_PREFIX']}:*limit:*"))
    assert keys
    assert all(0 < client.ttl(key) <= 60 for key in keys)


def test_while_the_cache_is_away_everything_goes_on(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody-listens"}}
    assert not cache.is_up()
    rae = client_of(cast, "rae")
    assert {Caller(rae).get(PATIENTS).status_code for _ in range(5)} == {200}
    assert {rae.post(SEARCH, {"asked": "Okafor"}).status_code for _ in range(5)} == {302}


def test_a_cache_of_this_process_alone_counts_too(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}}
    assert refusals(5) == 2
