"""`script/bench`: one run over both houses, interleaved, floors and bare SQL beside; prints figures and the ratios to reach."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2

from bench import audit_log, roads, sending, trials
from bench.house import ROOT, House, Street, say
from bench.load import Send, Times, asks, run

ROUNDS = 5
KINDS = ("empty", "page", "insert", "worklist", "deep", "list", "search", "referral", "accept")
CONNECTIONS = (1, 8)


def csrf(house: House, who: str) -> tuple[dict[str, str], str]:
    """Headers of a signed-in browser, and a form token."""
    world: Any = house.world
    link = HTTPConnection("127.0.0.1", house.port, timeout=30)
    cookie = f"{world['cookie']}={world['sessions'][who]}"
    link.request("GET", "/worklist/", headers={"Cookie": cookie})
    answer = link.getresponse()
    page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    given = next((v for k, v in answer.getheaders() if k.lower() == "set-cookie" and v.startswith(world["csrf_cookie"])), "")
    kept = given.split(";")[0]
    link.close()
    return {"Cookie": f"{cookie}; {kept}"}, token.group(1) if token else ""


def deep_path(house: House, headers: dict[str, str]) -> str:
    """The address of a page far down the list of all open referrals."""
    link, path = HTTPConnection("127.0.0.1", house.port, timeout=30), "/worklist/?tab=all"
    for _ in range(8):
        link.request("GET", path, headers=headers)
        found = re.search(r'href="(\?[^"]*after=[^"]+)"', link.getresponse().read().decode())
        if not found:
            break
        path = "/worklist/" + found.group(1).replace("&amp;", "&")
    link.close()
    return path


def searching(house: House, form: dict[str, str], token: str) -> dict[str, str]:
    """Headers of a session of its own that has asked for a name that fills a page at any size; the list then shows who is found."""
    link = HTTPConnection("127.0.0.1", house.port, timeout=30)
    link.request("POST", "/patients/search/", f"csrfmiddlewaretoken={token}&asked=m", form)
    answer = link.getresponse()
    answer.read()
    link.close()
    if answer.status != 302:
        raise SystemExit(f"The search answered {answer.status}.")
    return form


def senders(house: House) -> dict[str, Send]:
    world: Any = house.world
    bo, token = csrf(house, "bo")
    chen, chen_token = csrf(house, "chen")
    pool = list(world["pool"])
    by = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011  # any day ahead

    def accept() -> tuple[str, str, dict[str, str]]:
        pk, version = pool.pop()
        return f"/api/v1/referrals/{pk}/accept/", json.dumps({"urgency": "routine", "consult_by": by}), {"If-Match": f'"{version}"'}

    form = {**bo, "Content-Type": "application/x-www-form-urlencoded"}
    other = {**chen, "Content-Type": "application/x-www-form-urlencoded"}  # what it inserts is not on Bo's page
    return {
        "empty": asks("GET", "/floor/empty/", bo),
        "page": asks("GET", "/floor/page/", bo),
        "insert": asks("POST", "/floor/insert/", other, lambda: ("/floor/insert/", f"csrfmiddlewaretoken={chen_token}", {})),
        "worklist": asks("GET", "/worklist/?tab=all", bo),
        "deep": asks("GET", deep_path(house, bo), bo),
        "list": asks("GET", "/api/v1/referrals/?tab=all", bo),
        "search": asks("GET", "/patients/", searching(house, form, token)),
        "referral": asks("GET", f"/referrals/{world['referral']}/", bo),
        "accept": asks("POST", "", {**chen, "Content-Type": "application/json", "X-CSRFToken": chen_token}, accept),
    }


def bare(house: House, name: str, rounds: int) -> float:
    """Median milliseconds of a page's own statements, sent by psycopg2 alone in one transaction."""
    world: Any = house.world
    took = []
    with closing(psycopg2.connect(house.env["DATABASE_URL"])) as link:
        for _ in range(rounds):
            began = time.perf_counter()
            cursor = link.cursor()
            for sql in world["bare"][name]:
                cursor.execute(sql)
                cursor.fetchall()
            link.rollback()
            took.append(time.perf_counter() - began)
    return sorted(took)[len(took) // 2] * 1000


Figures = dict[tuple[str, str, int], Times]
Memory = list[float]  # PSS of the largest web worker in MiB, before the load and after each round


def measure(houses: list[House], requests: int) -> tuple[Figures, Memory]:
    """Every kind on every house at 1 and 8 connections, in rounds, so that a busy moment hits all alike."""
    figures: Figures = {}
    memory = [largest(houses)]
    ways = {house.name: senders(house) for house in houses}
    for kind in KINDS:
        for house in houses:
            run(house.port, ways[house.name][kind], connections=8, requests=80)  # as after an hour: plans are made
    for _ in range(ROUNDS):
        for kind in KINDS:
            for connections in CONNECTIONS:
                for house in houses:
                    count = min(requests, 16) if kind == "accept" else requests
                    got = run(house.port, ways[house.name][kind], connections=connections, requests=count)
                    figures.setdefault((house.name, kind, connections), Times()).add(got)
        memory.append(largest(houses))
    return figures, memory


def report(houses: list[House], figures: Figures, memory: Memory) -> None:
    say(f"{'what':<10}{'patients':>10}{'conn':>6}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'req/s':>8}{'bytes':>9}")
    for kind in KINDS:
        for connections in CONNECTIONS:
            for house in houses:
                one = figures[house.name, kind, connections]
                values = f"{one.at(0.5):>9.1f}{one.at(0.95):>8.1f}{one.at(0.99):>8.1f}{one.rate:>8.1f}{one.size:>9}"
                say(f"{kind:<10}{house.patients:>10}{connections:>6}{values}")
    for house in houses:
        for name in ("worklist", "list", "referral"):
            say(f"bare SQL of {name:<10}{house.patients:>8} patients: {bare(house, name, 40):.2f} ms")
    ratios(houses, figures, memory)


def ratios(houses: list[House], figures: Figures, memory: Memory) -> None:
    small, large = houses

    def rate(house: House, kind: str, connections: int = 8) -> float:
        return figures[house.name, kind, connections].rate

    def p50(house: House, kind: str) -> float:
        return figures[house.name, kind, 1].at(0.5)

    say("\nratio                                                     is     to reach")
    line("worklist / floor page, requests/s at 8, large", rate(large, "worklist") / rate(large, "page"), ">= 0.5")
    line("accept / INSERT plus audit, requests/s at 8, large", rate(large, "accept") / rate(large, "insert"), ">= 0.25")
    line("deep page / first page, p50, large", p50(large, "deep") / p50(large, "worklist"), "<= 1.2")
    for kind in ("worklist", "list", "deep", "search", "referral", "accept"):
        line(f"{kind}: {large.patients} / {small.patients} patients, p50", p50(large, kind) / p50(small, kind), "<= 1.3")
    say(f"web worker PSS, MiB, largest, before and after each round: {' '.join(f'{one:.0f}' for one in memory)}")
    line("web worker PSS, MiB, after the load", memory[-1], "<= 120")
    line("web worker PSS, last round / round before", memory[-1] / memory[-2], "<= 1.02")
    line("worklist HTML, kB", figures[large.name, "worklist", 1].size / 1000, "<= 60")


def line(words: str, value: float, wanted: str) -> None:
    say(f"{words:<56}{value:>6.2f}   {wanted}")


def largest(houses: list[House]) -> float:
    return max(worker for house in houses for worker in house.memory())


def compare(given: argparse.Namespace) -> None:
    """Both houses in turns; ends with 1 where a plan reads too much."""
    with Street(given.folder, (given.small, given.large), given.port) as houses:
        figures, memory = measure(houses, given.requests)
        report(houses, figures, memory)
        plans = [row for row in houses[-1].run("-m", "bench.check").splitlines() if row.startswith("explain: ")]
        say("\n".join(plans))
    if any("FAULT" in row for row in plans):
        sys.exit(1)


def prove_log(given: argparse.Namespace) -> None:
    with Street(given.folder / "audit", (60,), given.port) as houses:
        audit_log.prove(houses[0], given.audit)


def compare_roads(given: argparse.Namespace) -> None:
    """Two small houses, one with few journeys and one with many; ends with 1 where a ratio is missed."""
    with Street(given.folder / "roads", (60, 61), given.port) as houses:
        ok = roads.compare(houses, lambda house: csrf(house, "bo")[0])
    sys.exit(0 if ok else 1)


def compare_sending(given: argparse.Namespace) -> None:
    """Messages; ends with 1 where a ratio is missed."""
    sys.exit(0 if sending.measure(given.folder / "sending", given.port) else 1)


def measure_trials(given: argparse.Namespace) -> None:
    """One small house with many records of one practice; ends with 1 where a bound is missed."""
    with Street(given.folder / "trials", (60,), given.port) as houses:
        ok = trials.measure(houses[0])
    sys.exit(0 if ok else 1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=40, help="requests a round, kind and number of connections (default 40)")
    asked.add_argument("--small", type=int, default=1000)
    asked.add_argument("--large", type=int, default=100_000)
    asked.add_argument("--port", type=int, default=8600)
    asked.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    asked.add_argument("--audit", type=int, default=0, metavar="ROWS", help="only prove an audit log of so many rows (1000000)")
    asked.add_argument("--roads", action="store_true", help="only the board, the calendar and replanning of journeys")
    asked.add_argument("--sending", action="store_true", help="only messages: claimed and recorded, delivered, found among a million")
    asked.add_argument("--trials", action="store_true", help="only pre-screens: patients against trials, both ways")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the engines end with us
    say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start; Python {sys.version.split()[0]}")
    parts = {"audit": prove_log, "roads": compare_roads, "sending": compare_sending, "trials": measure_trials}
    next((part for name, part in parts.items() if getattr(given, name)), compare)(given)


if __name__ == "__main__":
    main()
