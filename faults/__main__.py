"""`script/faults`: plays what breaks, for real, and says of each promise whether it held, with its figure."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faults.ground import Ground
from faults.shown import Teller

if TYPE_CHECKING:
    from faults.promises import Promise
    from faults.shown import Shown

ROOT = Path(__file__).resolve().parent.parent
HELP = """With no NAME all promises are shown, in the short form. Exit code 0 when all held, 1 when one did not, 2 for a wrong word.
The engines, databases and logs of a run stand in --folder; nothing else of this machine is touched."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="script/faults", description=__doc__, epilog=HELP)
    asked.add_argument("names", nargs="*", metavar="NAME", help="which promises; `--list` names them")
    asked.add_argument("--full", action="store_true", help="the full form: minutes to an hour; the short one takes about a minute")
    asked.add_argument("--list", action="store_true", help="name the promises and end")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    asked.add_argument("--quiet", action="store_true", help="no progress")
    asked.add_argument("--port", type=int, default=8700, help="of the web process, where pages are part of the promise (8700)")
    asked.add_argument("--folder", type=Path, default=Path(os.environ.get("CARECOORD_VAR") or ROOT / "var") / "faults")
    return asked.parse_args()


def main() -> int:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the engines end with us
    with Ground(given.folder, given.port) as ground:
        from faults.promises import PROMISES

        unknown = [name for name in given.names if name not in PROMISES]
        if unknown:
            sys.stderr.write(f"There is no promise named {', '.join(unknown)}; `script/faults --list` names them.\n")
            return 2
        if given.list:
            say("\n".join(f"{name:<12} {promise.words}" for name, promise in PROMISES.items()))
            return 0
        return play(ground, {name: PROMISES[name] for name in given.names or PROMISES}, given)


def play(ground: Ground, promises: dict[str, Promise], given: argparse.Namespace) -> int:
    say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start; {'full' if given.full else 'short'} form")
    results: dict[str, Any] = {}
    for name, promise in promises.items():
        began = time.monotonic()
        shown = one(ground, name, promise, given)
        results[name] = shown.as_dict() | {"form": "full" if given.full else "short", "took": round(time.monotonic() - began, 1)}
        say(
            f"{'held' if shown.kept else 'BROKEN':<7}{name:<12} {shown.figure}" + "".join(f"\n       {name}: {one}" for one in shown.faults)
        )
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if all(one["kept"] for one in results.values()) else 1


def one(ground: Ground, name: str, promise: Promise, given: argparse.Namespace) -> Shown:
    """A scenario that cannot come to its end is a promise not kept; the reason goes to stderr."""
    from faults.shown import Shown

    tell = Teller(quiet=given.quiet)
    try:
        with ground.stage(name, tell) as stage:
            return promise.show(stage, full=given.full)
    except Exception as fault:
        traceback.print_exc()
        return Shown(f"did not come to its end ({type(fault).__name__}: {fault}); logs in {ground.folder / name}", faults=["unfinished"])
    finally:
        tell.clear()


if __name__ == "__main__":
    sys.exit(main())
