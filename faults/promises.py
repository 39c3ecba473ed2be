"""The promises, in the order in which they are shown, by the name that `script/faults` takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from faults import away, clocks, drain, flushes, kills, lastsecond, many, neighbours, stopping
from faults.shown import Shown
from faults.stage import Stage


class Scenario(Protocol):
    def __call__(self, stage: Stage, *, full: bool) -> Shown: ...


@dataclass(frozen=True)
class Promise:
    words: str
    show: Scenario


PROMISES: dict[str, Promise] = {
    "kills": Promise("Workers killed while they send: nothing lost, one extra copy a kill at most", kills.show),
    "away": Promise("Redis away: pages answer, people move things, reminders go out within a minute", away.show),
    "flushes": Promise("Redis emptied while mail goes out: nothing lost, sessions hold", flushes.show),
    "many": Promise("Many workers, beats and pollers over the same rows: each goes out once", many.show),
    "lastsecond": Promise("What changed before a message was claimed is never told", lastsecond.show),
    "neighbours": Promise("A poison row or a hanging mail server delays neighbours by less than 5 s", neighbours.show),
    "clocks": Promise("Wall times around changes of the clocks: each goes out once, at the instant meant", clocks.show),
    "drain": Promise("Thousands overdue after an outage: urgent first, expired not sent, pages as quick as before", drain.show),
    "stopping": Promise("SIGTERM: no new claim, current sends finish, leases are given back", stopping.show),
}
