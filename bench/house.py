"""Two houses side by side on one pair of engines: the same code on a small and on a large database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psycopg2

from carecoord.engines.cluster import prepare
from carecoord.engines.postgres import Postgres
from carecoord.engines.state import private_key
from carecoord.engines.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4


@dataclass
class House:
    """One database with a web server of its own."""

    name: str
    patients: int
    port: int
    env: dict[str, str]
    server: subprocess.Popen[bytes] | None = None
    world: dict[str, object] = field(default_factory=dict)

    def run(self, *command: str) -> str:
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def start(self) -> None:
        command = ["-m", "gunicorn", "-c", "python:carecoord.engines.web", "carecoord.wsgi", "--log-level", "warning"]
        with (Path(self.env["CARECOORD_VAR"]) / "server.log").open("wb") as log:
            self.server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.env, stdout=log, stderr=log)
        for _ in range(100):
            time.sleep(0.2)
            if self.server.poll() is not None:
                break
            try:
                urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1)  # our own server
                return
            except OSError:
                continue
        raise SystemExit(f"The server of {self.name} did not start.")

    def memory(self) -> list[float]:
        """PSS of each web worker in MiB."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        out = []
        for pid in children:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            out.append(int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024)
        return out


class Street:
    """The engines and both houses; use as a context."""

    def __init__(self, folder: Path, sizes: tuple[int, ...], port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.pg, self.valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
        self.folder, self.sizes, self.port = folder, sizes, port
        self.houses: list[House] = []

    def __enter__(self) -> list[House]:
        self.pg.start()
        prepare(self.pg, with_test_role=False)
        self.valkey.start()
        for number, size in enumerate(self.sizes):
            house = House(f"bench_{size}", size, self.port + number, self.environment(f"bench_{size}", number))
            self.houses.append(house)
            self.fill(house)
            house.start()
            house.world = json.loads(house.run("-m", "bench.world").splitlines()[-1])  # the log comes first
        return self.houses

    def __exit__(self, *_: object) -> None:
        for house in self.houses:
            if house.server is not None:
                house.server.terminate()
                house.server.wait(10)
        self.valkey.stop()
        self.pg.stop()

    def environment(self, name: str, number: int) -> dict[str, str]:
        var = self.folder / name
        var.mkdir(exist_ok=True)
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "CARECOORD_VAR": str(var),
            "CARECOORD_DEMO": "yes",
            "CARECOORD_SECURE": "no",
            "API_CALLS_A_MINUTE": "1000000",  # how fast it is, not how much one caller may ask
            "SEARCHES_A_MINUTE": "1000000",
            "EXPORTS_AN_HOUR": "1000000",
            "SECRET_KEY": "only-for-the-bench-" + "x" * 40,
            "AUDIT_KEY": "only-for-the-bench-" + "y" * 40,
            "IDP_PRIVATE_KEY": private_key(),
            "DATABASE_URL": self.pg.url("carecoord_app", name),
            "DATABASE_OWNER_URL": self.pg.url("carecoord_owner", name),
            "DATABASE_WORKER_URL": self.pg.url("carecoord_worker", name),
            "REDIS_URL": self.valkey.url,
            "PORT": str(self.port + number),
            "WEB_WORKERS": str(WORKERS),
            "WEB_THREADS": str(THREADS),
        }

    def fill(self, house: House) -> None:
        """Make and fill the database once; later runs find it."""
        with closing(self.pg.as_superuser()) as link:
            cursor = link.cursor()
            cursor.execute("select 1 from pg_database where datname = %s", [house.name])
            if cursor.fetchone() is None:
                cursor.execute(f"create database {house.name} owner carecoord_owner")
                cursor.execute(f"grant connect on database {house.name} to carecoord_app, carecoord_worker")
        house.run("manage.py", "migrate", "-v", "0")
        with closing(psycopg2.connect(house.env["DATABASE_URL"])) as link:
            cursor = link.cursor()
            cursor.execute("select exists (select 1 from accounts_organization)")
            filled = (cursor.fetchone() or (False,))[0]
        if not filled:
            say(f"Filling {house.name} with {house.patients} patients (once)")
            began = time.perf_counter()
            house.run("manage.py", "seed_demo", "--patients", str(house.patients))
            say(f"  {time.perf_counter() - began:.0f} s")
        house.run("manage.py", "collectstatic", "--noinput", "-v", "0")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
