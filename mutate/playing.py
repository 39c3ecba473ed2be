"""One warm process: tests are collected once, run once to learn which functions each of them calls, then a forked child plays each mutant.

Room: mutate. No Django, no database: the arithmetic needs neither. A child stops at the first test that fails.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutate.sites import Mutant
from mutate.swap import read_anew, swap_code

ARGUMENTS = (*("-c", os.devnull, "--rootdir", ".", "--noconftest", "-q", "-s", "--import-mode", "importlib"),)
WITHOUT = ("django", "xdist", "cacheprovider", "randomly", "socket", "recording", "asyncio", "cov")
PLAIN = (*ARGUMENTS, *(part for name in WITHOUT for part in ("-p", f"no:{name}")))
PATIENCE = 10.0  # seconds; ten times what the tests took where that is more


class Verdict(StrEnum):
    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NO_TEST = "no test"


@dataclass
class Learned:
    """What the run without a change told: seconds of each test, and the tests that call each function."""

    seconds: dict[str, float] = field(default_factory=dict)
    callers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, module: str, scope: str) -> list[str]:
        """Tests to play, the quickest first: those that call the function; for what import runs, every test, those of the module first."""
        wanted = {(module, scope)} if scope else {key for key in self.callers if key[0] == module}
        near = sorted(set().union(*(self.callers.get(key, set()) for key in wanted)), key=self.seconds.__getitem__)
        return near if scope else list(dict.fromkeys([*near, *sorted(self.seconds, key=self.seconds.__getitem__)]))


@contextmanager
def calls(files: dict[str, str]) -> Iterator[set[tuple[str, str]]]:
    """The functions of the room that are called meanwhile, by module and the outermost function's name."""
    seen: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and (module := files.get(frame.f_code.co_filename)):
            seen.add((module, frame.f_code.co_qualname.partition(".<locals>")[0]))

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def learn(items: Iterable[pytest.Item], files: dict[str, str]) -> Learned:
    """Every test once, without a change; raises where one fails."""
    learned = Learned()
    for item in items:
        began = time.perf_counter()
        with calls(files) as seen:
            if not passes(item):
                raise SystemExit(f"{item.nodeid} fails without any change; mend it first.")
        learned.seconds[item.nodeid] = time.perf_counter() - began
        for key in seen:
            learned.callers[key].add(item.nodeid)
    return learned


def passes(item: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=None)
    return not any(report.failed for report in reports)


@dataclass(frozen=True)
class Player:
    """Plays mutants against the collected tests."""

    items: dict[str, pytest.Item]
    learned: Learned
    sources: dict[str, str]

    def play(self, mutant: Mutant) -> Verdict:
        tests = self.learned.of(mutant.module, mutant.scope)
        if not tests:
            return Verdict.NO_TEST
        patience = max(PATIENCE, 10 * sum(self.learned.seconds[one] for one in tests))
        child = os.fork()
        if child == 0:
            self.inside(mutant, tests)
        return ended(child, patience)

    def inside(self, mutant: Mutant, tests: list[str]) -> None:
        """Never returns: the exit code is 0 where every test still passes."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        code = 1
        try:
            module = sys.modules[mutant.module]
            if mutant.scope and swap_code(module, self.sources[mutant.module], mutant):
                code = int(not all(passes(self.items[one]) for one in tests))
            else:
                read_anew(module, self.sources[mutant.module], mutant)
                code = int(bool(pytest.main([*PLAIN, "-x", *tests])))
        finally:
            os._exit(code)


def ended(child: int, patience: float) -> Verdict:
    until = time.monotonic() + patience
    pause = 0.001
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return Verdict.SURVIVED if os.waitstatus_to_exitcode(status) == 0 else Verdict.KILLED
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Verdict.TIMED_OUT
