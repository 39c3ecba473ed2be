"""`manage.py up` as an operator meets it: refused in one sentence, or up; ended in every way there is; up again."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest

from tests.engines.houses import STOP_SECONDS, Home, Started, environment, refused

pytestmark = [pytest.mark.kills, pytest.mark.xdist_group("house")]  # one worker, so one first start
START_SECONDS = 30.0  # the promise is 10 s on a machine of its own; tests share theirs
PROCESSES = {"postgres", "valkey", "gunicorn", "worker", "beat", "poll_outbox"}


def test_a_second_start_is_quick_serves_and_keeps_the_keys(home: Home, house: Started) -> None:
    before = (home.var / "state.json").read_text()
    assert house.ends_when_asked(signal.SIGINT)
    house = home.again()
    assert house.seconds < START_SECONDS
    assert set(house.children()) == PROCESSES
    assert house.status("/healthz") == 200
    assert house.status("/readyz") == 200
    assert (home.var / "state.json").read_text() == before


def test_a_terminal_that_closes_ends_it(house: Started) -> None:
    assert house.ends_when_asked(signal.SIGHUP)


def test_killed_it_takes_everything_along_and_starts_again(home: Home, house: Started) -> None:
    house.ask(signal.SIGKILL)
    assert house.nothing_left(STOP_SECONDS)
    assert home.again().status("/readyz") == 200


def test_what_a_killed_supervisor_could_not_take_along_is_ended_by_the_next_start(home: Home, house: Started) -> None:
    """A stopped process hears nothing of its parent's death: as on systems without parent-death signals."""
    stray = [child for child in house.children().values() if "postgres" not in child.name()]
    for child in stray:
        child.suspend()
    house.ask(signal.SIGKILL)
    assert home.again().status("/readyz") == 200
    assert not any(child.is_running() and child.status() != "zombie" for child in stray)


@pytest.mark.parametrize("name", ["gunicorn", "worker", "beat", "postgres"])
def test_one_ends_so_all_end_and_it_says_which(house: Started, name: str) -> None:
    house.children()[name].kill()
    assert house.process.wait(30) == 1
    said = {"gunicorn": "web"}.get(name, name)
    assert f"{said} ended by itself" in house.said()
    assert house.left() == []


def test_without_valkey_pages_go_on_and_it_is_started_again(house: Started) -> None:
    house.children()["valkey"].kill()
    assert house.status("/healthz") == 200
    house.wait_for("Valkey ended")
    deadline = time.monotonic() + 20
    while "valkey" not in house.children() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert house.status("/readyz") == 200
    assert house.process.poll() is None


def test_a_second_house_in_the_same_folder_is_refused(home: Home, house: Started) -> None:
    assert "Another carecoord is running" in refused(home.var, "--no-demo", PORT="8109")


def test_a_folder_without_demo_does_not_become_one(home: Home, house: Started) -> None:
    """Once the house is ended, as service managers end it."""
    assert house.ends_when_asked(signal.SIGTERM)
    assert "was started without demo data" in refused(home.var, CARECOORD_DEMO="yes")


def test_a_taken_port(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(folder / "var", PORT=str(port))
    assert said == f"Port {port} is taken by another program; stop it, or set PORT to a free one."
    assert not (folder / "var" / "state.json").exists()


def test_a_folder_that_cannot_be_written() -> None:
    assert "cannot be written" in refused(Path("/proc/carecoord/var"))


def test_a_foreign_data_folder(folder: Path) -> None:
    data = folder / "var" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    assert "holds files that carecoord did not make" in refused(folder / "var")


def test_data_of_another_major_version(folder: Path) -> None:
    data = folder / "var" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    (data / "carecoord.made").write_text("PostgreSQL 12\n")
    assert "was written by PostgreSQL 12 and this machine offers" in refused(folder / "var")


def test_a_damaged_state_file(folder: Path) -> None:
    (folder / "var").mkdir()
    (folder / "var" / "state.json").write_text("{")
    assert "state.json cannot be read" in refused(folder / "var")


def test_the_demo_stays_on_this_machine(folder: Path) -> None:
    assert "listens on this machine only and not on 0.0.0.0" in refused(folder / "var", CARECOORD_BIND="0.0.0.0")  # noqa: S104  # words of the refusal


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT is 'eighty'; write a whole number from 1 to 65535."),
        ("CARECOORD_ENGINES", "docker", "CARECOORD_ENGINES is 'docker'; write wheel or system."),
        ("CARECOORD_DEMO", "perhaps", "CARECOORD_DEMO is 'perhaps'; write yes or no."),
        (
            "DATABASE_URL",
            "mysql://x@y/z",
            "DATABASE_URL is not an address that can be used; it has to begin with postgres: or postgresql:.",
        ),
    ],
)
def test_a_setting_that_makes_no_sense(folder: Path, name: str, value: str, said: str) -> None:
    assert refused(folder / "var", **{name: value}) == said


def test_a_database_from_outside_that_does_not_answer(folder: Path) -> None:
    away = "postgres://carecoord_app:hush@127.0.0.1:1/carecoord"
    said = refused(folder / "var", DATABASE_URL=away, DATABASE_OWNER_URL=away)
    assert said.startswith("DATABASE_URL leads to no database that lets carecoord in")
    assert "hush" not in said
    assert "DATABASE_OWNER_URL is not" in refused(folder / "var", DATABASE_URL=away)


def test_environment_of_these_tests_names_no_engine(folder: Path) -> None:
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} & set(environment(folder))
