"""`manage.py up`: engines, migrations, demo data on first start, then web, worker, beat and
the poller that sends while the broker is away, in one terminal.

The supervisor itself knows no Django: it starts quickly, stays small, and can say in one sentence why Django would not start.
Add a process to `processes`; add nothing here that only one app needs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO

from carecoord import env
from carecoord.engines import doors, places, state
from carecoord.engines.faults import EngineFault
from carecoord.engines.healthy import status
from carecoord.engines.postgres import Postgres
from carecoord.engines.supervisor import ENDING, PATIENCE, Asked, Supervisor, listen_for_ending
from carecoord.engines.terminal import Terminal, TerminalGone
from carecoord.engines.valkey import Valkey

MANAGE = [sys.executable, str(env.BASE_DIR / "manage.py")]
AS_ROOT = "ignore:You're running the worker with superuser privileges"
CELERY = [sys.executable, "-W", AS_ROOT, "-m", "celery", "--quiet", "-A", "carecoord"]
DEMO_LOGINS = "demo-logins.json"
SENDERS = ("worker", "poller")  # they finish the message in hand, which may take 25 s, and give the rest back
SENDERS_PATIENCE = 27.0
GENTLY = ["nice", "-n", "5"]  # a thousand overdue messages make nobody wait for a page


def processes() -> dict[str, list[str]]:
    """What runs besides the engines. Threads, not forks, for the worker: its tasks wait for mail servers, they do not compute."""
    worker = ["worker", "--pool=threads", "--concurrency=4", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
    return {
        "web": [sys.executable, "-m", "gunicorn", "-c", "python:carecoord.engines.web", "carecoord.wsgi"],
        "worker": [*GENTLY, *CELERY, *worker],
        "beat": [*CELERY, "beat", "--scheduler=carecoord.engines.beat:Pulsing", "--pidfile=", "--loglevel=INFO"],
        "poller": [*GENTLY, *MANAGE, "poll_outbox"],
    }


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-demo", dest="demo", action="store_const", const=False, help="start empty and strict, without demo people")


def main(words: list[str]) -> int:
    """Exit code: 0 when asked to end, 1 when something ended by itself, 2 when the start was refused."""
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start carecoord: engines, web, worker and beat.")
    arguments(parser)
    options = parser.parse_args(words)
    house = House(Terminal())
    listen_for_ending()
    try:
        house.open(demo=options.demo)
        return house.serve()
    except (EngineFault, env.BadEnvironment) as fault:
        print(fault, file=sys.stderr)  # noqa: T201  # the one sentence for the operator
        return 2
    except (Asked, TerminalGone):
        return 0
    finally:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        house.close()


class House:
    """Everything one start holds: the folder, the engines, the processes."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.var = env.BASE_DIR
        self.lock: IO[str] | None = None
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.supervisor: Supervisor | None = None
        self.ready = False
        self.next_knock = 0.0

    def open(self, *, demo: bool | None) -> None:
        """From nothing to a migrated database; raises EngineFault or BadEnvironment with one sentence."""
        self.var = state.open_folder(env.state_folder())
        self.lock = places.only_one(self.var)
        kept = env.kept_state(self.var)
        os.environ["CARECOORD_DEMO"] = "yes" if state.demo(kept, wanted=demo) else "no"
        os.environ["CARECOORD_VAR"] = str(self.var)
        settings = env.load()
        doors.refuse_taken_port(settings.bind, settings.port)
        self.supervisor = Supervisor(self.var, terminal=self.terminal, env=os.environ)
        state.remember(self.var, state.keys(kept) | self.start_engines() | {"CARECOORD_DEMO": os.environ["CARECOORD_DEMO"]})
        self.settings = env.load()
        self.settle()

    def start_engines(self) -> dict[str, str]:
        """Start what the environment does not name; returns the addresses of what was started."""
        found: dict[str, str] = {}
        if env.given("DATABASE_URL"):
            doors.refuse_bad_database()
        else:
            self.postgres = Postgres(self.var / "postgres")
            found |= doors.open_postgres(self.postgres)
            self.say(f"PostgreSQL {self.postgres.program.version} ({self.postgres.program.origin})" if self.postgres.program else "")
        if not env.given("REDIS_URL"):
            self.valkey = Valkey(self.var / "valkey").start()
            found["REDIS_URL"] = self.valkey.url
            self.say(f"Valkey {self.valkey.program.version} ({self.valkey.program.origin})" if self.valkey.program else "")
        return found

    def settle(self) -> None:
        assert self.supervisor is not None
        env_owner = {"DATABASE_URL": self.settings.database_url, "DATABASE_OWNER_URL": self.settings.database_owner_url}
        code = self.supervisor.run("setup", [*MANAGE, "settle", "--logins", str(self.var / DEMO_LOGINS)], cwd=env.BASE_DIR, env=env_owner)
        if code:
            raise EngineFault("The database could not be made ready; the lines above say why.")

    def serve(self) -> int:
        """Start the processes and stay until one ends."""
        assert self.supervisor is not None
        for name, command in processes().items():
            login = self.settings.database_url if name == "web" else self.settings.database_worker_url
            patience = SENDERS_PATIENCE if name in SENDERS else PATIENCE
            self.supervisor.start(name, command, cwd=env.BASE_DIR, env={"DATABASE_URL": login}, patience=patience)
        name, code = self.supervisor.watch(self.look)
        self.say(f"{name} ended by itself (exit code {code}); everything else is stopped too.")
        return 1

    def look(self) -> tuple[str, int] | None:
        """Between two lines of log: is the database there, is Valkey, may we say that we are ready?"""
        if self.postgres and self.postgres.child and self.postgres.child.poll() is not None:
            return "postgres", self.postgres.child.returncode
        if self.valkey and self.valkey.child and self.valkey.child.poll() is not None:
            self.say("Valkey ended; pages and reminders go on without it while it is started again.")
            self.valkey.stop(keep_place=True)
            self.valkey.start()
        if not self.ready and time.monotonic() > self.next_knock:
            self.knock()
        return None

    def knock(self) -> None:
        """Ask the web process whether it serves yet, four times a second."""
        self.next_knock = time.monotonic() + 0.25
        if status(self.settings, "/healthz") == 200:
            self.ready = True
            self.greet()

    def greet(self) -> None:
        self.say(f"carecoord is ready: {self.settings.site_url}/")
        if self.settings.demo:
            for person in demo_logins(self.var / DEMO_LOGINS):
                self.say("  {name:<22} {role:<22} {organization:<28} {email:<32} {password}".format(**person))
        self.say(f"The data is kept in {self.var}. Ctrl-C ends everything.")

    def say(self, text: str) -> None:
        self.terminal.say("house", text)

    def close(self) -> None:
        """End everything, users before engines."""
        for part in (self.supervisor, self.valkey, self.postgres):
            if part is not None:
                part.stop()
        if self.lock is not None:
            self.lock.close()


def demo_logins(path: Path) -> list[dict[str, str]]:
    """The people of the demo, as the seed wrote them down."""
    if not path.exists():
        return []
    people: list[dict[str, str]] = json.loads(path.read_text())
    return people
