"""`script/mutate`: changes the clinical arithmetic in every small way, one at a time, and says which changes no test noticed."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings

from mutate.playing import PLAIN, Learned, Player, Verdict, learn
from mutate.sites import Mutant, mutants
from mutate.swap import ROOM

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "patients" / "clinical"
EXPLAINED = Path(__file__).with_name("explained.yaml")
TESTS = "tests/patients/clinical"
WORDS_ONLY = ("guides",)  # sentences: nothing to compute
ASKED_SHARE = 95.0
NOTICED = (Verdict.KILLED, Verdict.TIMED_OUT)
HELP = """With no NAME every module of patients/clinical is changed. Exit code 0 when at least 95 % of the changes are noticed and every
other one is explained in mutate/explained.yaml, 1 when not, 2 for a wrong word or when tests fail without any change."""


def say(text: str) -> None:
    sys.__stdout__.write(text + "\n")  # type: ignore[union-attr]  # always there in a command
    sys.__stdout__.flush()  # type: ignore[union-attr]  # as above


def modules() -> dict[str, Path]:
    """By short name, as `kidney`."""
    found = (path for path in sorted(FOLDER.rglob("*.py")) if not set(path.relative_to(FOLDER).parts) & set(WORDS_ONLY))
    return {".".join(path.relative_to(FOLDER).with_suffix("").parts): path for path in found if path.name != "__init__.py"}


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="script/mutate", description=__doc__, epilog=HELP)
    asked.add_argument("names", nargs="*", metavar="NAME", help="which modules, as kidney; `--list` names them")
    asked.add_argument("--list", action="store_true", help="name the modules with the number of their changes and end")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write every change and its verdict there, too")
    asked.add_argument("--examples", type=int, default=25, metavar="N", help="examples of each property test (25); always the same ones")
    given = asked.parse_args()
    if unknown := sorted(set(given.names) - set(modules())):
        asked.error(f"no such module: {', '.join(unknown)}")
    return given


class Round:
    """A plugin of pytest: once the tests are collected it learns, then plays."""

    def __init__(self, names: Iterable[str]) -> None:
        self.paths = modules()
        self.names = list(names) or list(self.paths)
        self.verdicts: dict[Mutant, Verdict] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        files = {str(path): f"{ROOM}.{name}" for name, path in self.paths.items()}
        for module in files.values():
            importlib.import_module(module)
        began = time.monotonic()
        learned = learn(session.items, files)
        say(f"{len(session.items)} tests pass without any change ({time.monotonic() - began:.0f} s).")
        self.play(session, learned)
        return True

    def play(self, session: pytest.Session, learned: Learned) -> None:
        sources = {f"{ROOM}.{name}": path.read_text() for name, path in self.paths.items()}
        player = Player({item.nodeid: item for item in session.items}, learned, sources)
        check_control(player, [f"{ROOM}.{name}" for name in self.names])
        for name in self.names:
            began = time.monotonic()
            module = f"{ROOM}.{name}"
            found = {mutant: player.play(mutant) for mutant in mutants(module, sources[module])}
            self.verdicts |= found
            noticed = sum(verdict in NOTICED for verdict in found.values())
            slow = sum(verdict is Verdict.TIMED_OUT for verdict in found.values())
            late = f", {slow} of them by never ending" if slow else ""
            say(f"{name:20} {noticed:4} of {len(found):4} noticed{late} ({time.monotonic() - began:.0f} s)")


def check_control(player: Player, names: list[str]) -> None:
    """Both ways of playing say "survived" where nothing is changed: else every verdict would be worth nothing."""
    for module in names[:2]:
        for scope in ("", next((one for name, one in player.learned.callers if name == module), "")):
            if player.learned.of(module, scope) and player.play(Mutant(module, -1, -1, 0, scope, "", "")) is not Verdict.SURVIVED:
                raise SystemExit(f"{module} is said to be changed where it is not; no verdict can be trusted.")


def told(verdicts: dict[Mutant, Verdict], explained: dict[str, str]) -> int:
    """The share, and each change that nobody noticed; 0 where enough were noticed and the rest is explained."""
    left = {mutant: verdict for mutant, verdict in verdicts.items() if verdict not in NOTICED}
    for mutant, verdict in left.items():
        path = f"patients/clinical/{mutant.module.removeprefix(ROOM + '.').replace('.', '/')}.py:{mutant.line}"
        say(f"{path} {verdict}: {mutant.key}\n    {explained.get(mutant.key, 'NOT EXPLAINED')}")
    share = 100 * (1 - len(left) / len(verdicts)) if verdicts else 100.0
    open_ones = sum(mutant.key not in explained for mutant in left)
    say(f"{share:.1f} % of {len(verdicts)} changes noticed; {len(left) - open_ones} explained, {open_ones} not explained.")
    return int(share < ASKED_SHARE or open_ones > 0)


def listed() -> int:
    for name, path in modules().items():
        say(f"{name:20} {len(list(mutants(f'{ROOM}.{name}', path.read_text()))):5}")
    return 0


def plain(mutant: Mutant, verdict: Verdict) -> dict[str, Any]:
    return {"key": mutant.key, "line": mutant.line, "verdict": verdict.value}


def main() -> int:
    asked = arguments()
    if asked.list:
        return listed()
    settings.register_profile(
        "mutate", deadline=None, derandomize=True, database=None, max_examples=asked.examples, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("mutate")
    played = Round(asked.names)
    code = pytest.main([*PLAIN, TESTS], plugins=[played])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return 2
    if asked.json:
        asked.json.write_text(json.dumps([plain(mutant, verdict) for mutant, verdict in played.verdicts.items()], indent=1))
    return told(played.verdicts, yaml.safe_load(EXPLAINED.read_text()) or {})


if __name__ == "__main__":
    sys.exit(main())
