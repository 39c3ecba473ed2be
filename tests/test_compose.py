"""docker-compose.yml, as far as it can be tested without Docker: it parses, its commands exist, its names are those of the house."""

from __future__ import annotations

import re
import shutil
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from carecoord import env
from carecoord.celery import app as celery
from carecoord.engines import cluster, house
from carecoord.engines.queues import ROUTES, Queue
from carecoord.notifications import courier

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("build")}
SCALED = ("web", "worker")


def plain(command: list[str]) -> list[str]:
    """What is run, however gently."""
    gently = len(house.GENTLY) if command[0] == house.GENTLY[0] else 0
    return command[gently:]


def test_the_whole_system_is_there() -> None:
    assert set(OURS) == {"web", "worker", "beat", "poller", "migrate"}
    assert {"postgres", "redis", "mail", "door"} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists(name: str) -> None:
    program, *words = plain(OURS[name]["command"])
    if words and words[0] == "manage.py":
        assert program == "python"
        assert words[1] in get_commands()
    else:
        assert shutil.which(program, path=str(Path(sys.executable).parent)), program


def test_web_worker_and_beat_run_as_on_one_machine() -> None:
    here = {
        name: [word for word in words if not word.endswith("python") and not word.startswith(("ignore:",))]
        for name, words in house.processes().items()
    }
    for name in ("web", "worker", "beat"):
        assert OURS[name]["command"] == [word for word in here[name] if word not in (sys.executable, "-m", "-W")]


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_known_to_the_house(name: str) -> None:
    assert set(OURS[name]["environment"]) <= set(env.VARIABLES)


def test_every_interpolated_name_is_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", TEXT))
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used <= named


def test_no_secret_is_in_the_file() -> None:
    secret = re.compile(r"(PASSWORD|SECRET|KEY)")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert re.fullmatch(r"\$\{[A-Z_]+:(\?.+|-)\}", str(value)), name
    assert not re.search(r"://[^$\s/]+:[^$\s/]+@", TEXT)
    filled = re.findall(r"^([A-Z_]*(?:PASSWORD|SECRET|_KEY)[A-Z_]*)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert filled == []


@pytest.mark.parametrize("name", SCALED)
def test_scaled_services_have_nothing_that_there_can_be_only_one_of(name: str) -> None:
    assert not {"container_name", "ports", "hostname", "network_mode"} & set(SERVICES[name])


def test_only_the_door_and_the_mail_catcher_have_ports_and_on_this_machine_only() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"door", "mail"}
    assert all(":-127.0.0.1:" in port for listed in ports.values() for port in listed)


def test_every_lasting_service_has_a_health_check() -> None:
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["migrate"]


def test_each_process_logs_in_as_itself() -> None:
    def login(service: str, name: str = "DATABASE_URL") -> str:
        return str(OURS[service]["environment"][name]).split("//")[1].split(":")[0]

    assert [login(name) for name in ("web", "worker", "beat", "poller", "migrate")] == [
        cluster.APP,
        cluster.WORKER,
        cluster.WORKER,
        cluster.WORKER,
        cluster.APP,
    ]
    assert login("migrate", "DATABASE_OWNER_URL") == cluster.OWNER
    assert [name for name in OURS if "DATABASE_OWNER_URL" in OURS[name]["environment"]] == ["migrate"]


def test_the_init_script_makes_the_same_roles_as_the_engines() -> None:
    script = (ROOT / "docker" / "roles.sh").read_text()
    made = {role: set(words.split()) for role, words in re.findall(r"create role (\w+) with ([A-Z ]+) password", script)}
    expected = {role: set(f"{cluster.ALWAYS} {cluster.ATTRIBUTES[role]}".split()) for role in (cluster.OWNER, cluster.APP, cluster.WORKER)}
    assert made == expected
    for line in (f"create database {cluster.DATABASE} owner {cluster.OWNER}", f"revoke all on database {cluster.DATABASE} from public"):
        assert line in script
    asked = set(re.findall(r'"\$([A-Z_]+)"', script)) - {"POSTGRES_USER"}
    assert asked <= set(SERVICES["postgres"]["environment"])


def taken_by(words: list[str]) -> set[str]:
    """The queues that a worker started with these words takes from: those of `-Q`, else all that are declared."""
    named = [words[n + 1] for n, word in enumerate(words) if word in ("-Q", "--queues")]
    named += [word.partition("=")[2] for word in words if word.startswith("--queues=")]
    return {queue for part in named for queue in part.split(",")} or set(celery.amqp.queues)


@pytest.mark.parametrize("workers", [[SERVICES["worker"]["command"]], [house.processes()["worker"]]], ids=["compose", "house"])
def test_the_workers_take_from_every_queue_and_nothing_waits_anywhere_else(workers: list[list[str]]) -> None:
    assert {service for service, told in OURS.items() if "worker" in told["command"]} == {"worker"}
    assert set().union(*(taken_by(words) for words in workers)) == {queue.value for queue in Queue}
    assert set(celery.amqp.queues) == {queue.value for queue in Queue}


def test_every_task_waits_in_a_queue_that_is_named() -> None:
    celery.loader.import_default_modules()
    ours = [name for name in celery.tasks if not name.startswith("celery.")]
    sent = {name: celery.amqp.router.route({}, name)["queue"].name for name in ours}
    assert set(sent.values()) <= {queue.value for queue in Queue}
    assert sent["carecoord.notifications.tasks.sweep_all"] == sent["carecoord.notifications.tasks.send_now"] == Queue.URGENT
    assert {entry["task"] for entry in celery.conf.beat_schedule.values()} <= set(ours)
    assert all(fnmatchcase_any(name, ours) for name in ROUTES)


def fnmatchcase_any(pattern: str, names: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)


def test_senders_have_the_time_to_finish_the_message_in_hand() -> None:
    for name in house.SENDERS:
        assert int(OURS[name]["stop_grace_period"].removesuffix("s")) > courier.DEADLINE + courier.PATIENCE
        assert house.SENDERS_PATIENCE > courier.DEADLINE + courier.PATIENCE


def test_every_mounted_file_and_everything_the_image_copies_is_there() -> None:
    mounts = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", []) if volume.startswith("./")]
    copied = re.findall(r"^COPY ([\w. -]+?) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in [*mounts, *" ".join(copied).split()]:
        assert (ROOT / name).exists(), name


def test_the_image_leaves_out_what_git_leaves_out() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var", ".env"} <= set(ignored)
