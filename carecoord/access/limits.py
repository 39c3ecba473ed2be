"""How often one caller may ask: calls of the API and searches by name, counted a minute in the shared cache.

While the cache is away nothing is counted, and reading goes on. What must hold regardless is counted in the database: exports in
`carecoord.audit.exports`, emergency lookups in their function. Trying passwords is allauth's affair.
"""

from __future__ import annotations

import math
import time
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of
from carecoord.access.errors import TooMany
from carecoord.ui.cache import count

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

log = structlog.get_logger(__name__)
MINUTE = 60


class Limit(StrEnum):
    """The members name the settings that hold the figures."""

    CALLS = "API_CALLS_A_MINUTE"
    SEARCHES = "SEARCHES_A_MINUTE"


WORDS = {Limit.CALLS: "calls", Limit.SEARCHES: "searches"}


def caller(actor: Actor) -> str:
    """Whose calls are counted together: a client's, a person's wherever they act, or those of one address."""
    if actor.client_id:
        return f"client:{actor.client_id}"
    return f"user:{actor.user_id}" if actor.user_id else f"ip:{actor.ip}"


def take(actor: Actor, limit: Limit) -> None:
    """Count one; raises `TooMany` once this minute's are used up."""
    now = time.time()
    minute, most = int(now // MINUTE), int(getattr(settings, limit))
    if count(f"limit:{limit}:{caller(actor)}:{minute}", seconds=MINUTE) <= most:
        return
    after = max(1, math.ceil((minute + 1) * MINUTE - now))
    log.warning("limit.reached", limit=str(limit), caller=caller(actor))
    raise TooMany(f"More than {most} {WORDS[limit]} in one minute. Wait {after} seconds, then go on.", after=after)


class Calls(BaseThrottle):
    """Every call of the API, whoever makes it. A refusal carries its own sentence, so it is raised here."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        take(actor_of(request), Limit.CALLS)
        return True
