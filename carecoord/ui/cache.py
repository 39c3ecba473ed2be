"""The shared cache when Redis is away: pages go on, slower; what must not go on asks `is_up()`.

Room: carecoord.ui. Reads answer their default, writes are dropped, one log line each time the cache goes away.

Rate limits must not melt away with the cache: allauth counts sign-in tries here, so the accounts room asks `is_up()` before it lets
anybody try a password, and refuses with a sentence while the answer is no (its adapter's `pre_authenticate`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
QUIET_SECONDS = 5.0
TIMEOUTS = {"socket_connect_timeout": 0.25, "socket_timeout": 0.5}


class FailSoftRedis(RedisCache):
    """Django's Redis cache that answers "not here" while Redis is away, and asks again after `QUIET_SECONDS`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        params = {**params, "OPTIONS": {**TIMEOUTS, **params.get("OPTIONS", {})}}
        super().__init__(server, params)
        self._away_until = 0.0

    def _try(self, act: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return act()
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + QUIET_SECONDS
            log.warning("cache_away", error=type(error).__name__)
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(FailSoftRedis, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._try(lambda: super(FailSoftRedis, self).get_many(keys, version), {})
        return found

    def set(self, key: Any, value: Any, timeout: Any = None, version: int | None = None, **options: Any) -> None:
        self._try(lambda: super(FailSoftRedis, self).set(key, value, timeout, version, **options), None)

    def set_many(self, data: Any, timeout: Any = None, version: int | None = None) -> list[Any]:
        return list(self._try(lambda: super(FailSoftRedis, self).set_many(data, timeout, version), list(data)))

    def add(self, key: Any, value: Any, timeout: Any = None, version: int | None = None) -> bool:
        """False when nothing was written, which is also what callers that lock by `add` must hear."""
        return bool(self._try(lambda: super(FailSoftRedis, self).add(key, value, timeout, version), False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as Django's own does: so it does while Redis is away."""
        value = self._try(lambda: super(FailSoftRedis, self).incr(key, delta, version), None)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return int(value)

    def count(self, key: str, *, seconds: int, version: int | None = None) -> int:
        """How many calls `key` had within its life, this one included; 0 while Redis is away. One trip."""

        def act() -> int:
            made = self.make_and_validate_key(key, version=version)
            trip = self._cache.get_client(made, write=True).pipeline(transaction=False)
            trip.incr(made)
            trip.expire(made, seconds)
            return int(trip.execute()[0])

        return int(self._try(act, 0))

    def touch(self, key: Any, timeout: Any = None, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(FailSoftRedis, self).touch(key, timeout, version), False))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(FailSoftRedis, self).delete(key, version), False))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._try(lambda: super(FailSoftRedis, self).delete_many(keys, version), None)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(FailSoftRedis, self).has_key(key, version), False))

    def clear(self) -> None:
        self._try(lambda: super(FailSoftRedis, self).clear(), None)

    def is_up(self) -> bool:
        """Asks Redis now, whatever was found a moment ago."""
        try:
            self._cache.get_client(None, write=True).ping()
        except (RedisError, OSError):
            return False
        self._away_until = 0.0
        return True


def is_up() -> bool:
    """True when what is counted now is counted for everybody. A cache of this process alone (no Redis configured) counts as up."""
    ask = getattr(cache, "is_up", None)
    return bool(ask()) if ask is not None else True


def count(key: str, *, seconds: int) -> int:
    """Count a call under `key`, in the shared cache; 0 when nothing could be counted."""
    shared: Any = cache
    if hasattr(shared, "count"):
        return int(shared.count(key, seconds=seconds))
    shared.add(key, 0, seconds)  # a cache of this process alone
    return int(shared.incr(key))
