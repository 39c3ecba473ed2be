"""What comes from outside: read, defaulted, refused in one sentence; known in one list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from carecoord import env

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No variable set but the state folder."""
    for name in env.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CARECOORD_VAR", str(tmp_path))
    return iter(())


def keep(folder: Path, **values: str) -> None:
    (folder / "state.json").write_text(json.dumps(values))


def test_nothing_set_is_a_strict_empty_house() -> None:
    found = env.load()
    assert (found.demo, found.secure, found.bind, found.port) == (False, True, "127.0.0.1", 8000)
    assert found.database_url == found.redis_url == found.secret_key == ""
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")


def test_what_the_engines_kept_is_read(tmp_path: Path) -> None:
    keep(tmp_path, DATABASE_URL="postgres://app@/x", DATABASE_OWNER_URL="postgres://owner@/x", REDIS_URL="unix:///s", CARECOORD_DEMO="yes")
    found = env.load()
    assert (found.database_url, found.database_owner_url, found.redis_url) == ("postgres://app@/x", "postgres://owner@/x", "unix:///s")
    assert found.demo
    assert not found.secure


def test_logins_from_outside_are_never_mixed_with_kept_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, DATABASE_URL="postgres://app@/x", DATABASE_OWNER_URL="postgres://owner@/x", DATABASE_WORKER_URL="postgres://worker@/x")
    monkeypatch.setenv("DATABASE_URL", "postgres://app@elsewhere/y")
    found = env.load()
    assert found.database_owner_url == ""
    assert found.database_worker_url == "postgres://app@elsewhere/y"


def test_a_key_from_an_env_file_gets_its_line_ends_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDP_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----\\nabcdefgh\\n-----END PRIVATE KEY-----")
    assert env.load().idp_private_key.splitlines()[1] == "abcdefgh"


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_yes_has_several_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("CARECOORD_DEMO", word)
    assert env.load().demo


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CARECOORD_DEMO", "maybe", "CARECOORD_DEMO is 'maybe'"),
        ("CARECOORD_SECURE", "2", "CARECOORD_SECURE is '2'"),
        ("PORT", "0", "PORT is '0'"),
        ("PORT", "²", "PORT is '²'"),
        ("PORT", "70000", "PORT is '70000'"),
        ("WEB_WORKERS", "-1", "WEB_WORKERS is '-1'"),
        ("CARECOORD_BIND", "everywhere", "CARECOORD_BIND is 'everywhere'"),
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL is not an address"),
        ("REDIS_URL", "http://x", "REDIS_URL is not an address"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL is not an address"),
        ("EMAIL_FROM", "carecoord <no-reply@x>", "EMAIL_FROM is"),
        ("MAIL_HOOK_SECRET", "short:one", "MAIL_HOOK_SECRET is too short"),
        ("MAIL_HOOK_SECRET", "x" * 40, "MAIL_HOOK_SECRET has to be a name and a password"),
        ("SMS_URL", "pigeon://x", "SMS_URL is not an address"),
        ("PUSH_KEY", "short", "PUSH_KEY is too short"),
        ("SITE_URL", "care.example.org", "SITE_URL is not an address"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("AUDIT_KEY", "short", "AUDIT_KEY is too short"),
        ("ALLOWED_HOSTS", "https://care.example.org", "ALLOWED_HOSTS holds"),
        ("TRIAL_HOSTS", "https://clinicaltrials.gov/api", "TRIAL_HOSTS holds"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv("CARECOORD_DEMO", "yes")
    monkeypatch.setenv(name, value)
    with pytest.raises(env.BadEnvironment, match=re.escape(said)) as refusal:
        env.load()
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_refused_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://app:hush@host/x")
    with pytest.raises(env.BadEnvironment) as refusal:
        env.load()
    assert "hush" not in str(refusal.value)


def test_secrets_do_not_show_in_the_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "AUDIT_KEY", "IDP_PRIVATE_KEY", "PUSH_KEY", "MAIL_HOOK_KEY"):
        monkeypatch.setenv(name, "hush" * 20)
    monkeypatch.setenv("SMS_URL", "twilio://AC:hush@+13195550100")
    monkeypatch.setenv("MAIL_HOOK_SECRET", "hook:" + "hush" * 10)
    monkeypatch.setenv("DATABASE_URL", "postgres://app:hush@host/x")
    assert "hush" not in repr(env.load())


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104  # words of the setting under test
def test_demo_listens_on_this_machine_only_unless_forced(monkeypatch: pytest.MonkeyPatch, bind: str) -> None:
    monkeypatch.setenv("CARECOORD_DEMO", "yes")
    monkeypatch.setenv("CARECOORD_BIND", bind)
    with pytest.raises(env.BadEnvironment, match="this machine only"):
        env.load()
    monkeypatch.setenv("CARECOORD_DEMO_ANYWHERE", "yes")
    assert env.load().bind == bind


@pytest.mark.parametrize("text", ["{", "[]", "null"])
def test_a_damaged_state_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(env.BadEnvironment, match="cannot be read"):
        env.load()


def test_every_variable_that_is_read_is_in_the_list() -> None:
    read = set(re.findall(r'(?:given|flag|number|address|key)\(\s*"([A-Z_]+)"', (ROOT / "carecoord" / "env.py").read_text()))
    assert read <= set(env.VARIABLES)
    assert set(env.DATABASES) <= set(env.VARIABLES)


def test_the_example_names_every_variable() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(env.VARIABLES) <= named


def test_nothing_else_reads_the_environment() -> None:
    """The supervisor prepares the environment of its processes; everything else asks `carecoord.env`."""
    allowed = {
        "carecoord/env.py",
        "carecoord/celery.py",
        "carecoord/wsgi.py",
        "carecoord/engines/house.py",
        "carecoord/engines/terminal.py",
    }
    apps = [
        *ROOT.glob("carecoord/**/*.py"),
        *ROOT.glob("patients/**/*.py"),
        *ROOT.glob("referrals/**/*.py"),
        *ROOT.glob("education/**/*.py"),
    ]
    readers = {str(path.relative_to(ROOT)) for path in apps if re.search(r"os\.(environ|getenv)", path.read_text())}
    assert readers <= allowed
