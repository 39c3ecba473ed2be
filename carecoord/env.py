"""The typed environment: every setting that comes from outside, read once, refused at start if it makes no sense.

Values come from the process environment; what a machine without services needs (URLs of the embedded engines, keys made on
first start) comes from `state.json` in the state folder, written by `carecoord.engines`. Do not read `os.environ` elsewhere.
A new variable is added to VARIABLES, to `.env.example` and, where containers need it, to docker-compose.yml; a test compares them.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
VARIABLES = {
    "CARECOORD_VAR": "folder for engines, keys and uploads; var/ beside manage.py unless set",
    "CARECOORD_ENGINES": "wheel or system: where PostgreSQL and Valkey are taken from; the wheel first unless set",
    "CARECOORD_DEMO": "yes: synthetic people, no second factor, a banner on every page; yes for `manage.py up` unless set",
    "CARECOORD_DEMO_ANYWHERE": "yes: let demo mode listen beyond this machine",
    "CARECOORD_SECURE": "yes: HTTPS only, with a proxy in front that sets X-Forwarded-Proto; yes outside demo mode unless set",
    "CARECOORD_BIND": "address to listen on; 127.0.0.1 unless set",
    "PORT": "port to listen on; 8000 unless set",
    "WEB_WORKERS": "web processes; 2 unless set",
    "WEB_THREADS": "requests each web process serves at a time; 4 unless set",
    "DATABASE_URL": "PostgreSQL as carecoord_app, the login of web processes",
    "DATABASE_OWNER_URL": "PostgreSQL as carecoord_owner, for migrations alone",
    "DATABASE_WORKER_URL": "PostgreSQL as carecoord_worker, the login of Celery",
    "DATABASE_PREPARE": "no: send every statement anew, for a pooler that shares connections between transactions; yes unless set",
    "REDIS_URL": "Redis or Valkey: redis://, rediss:// or unix://",
    "SECRET_KEY": "signs sessions and links; 32 characters or more",
    "AUDIT_KEY": "seals the audit log; kept outside the database; 32 characters or more",
    "IDP_PRIVATE_KEY": "RSA key (PEM) that signs tokens of machine clients",
    "ALLOWED_HOSTS": "host names served, separated by commas",
    "SITE_URL": "address people type, for links in mail",
    "TRUSTED_PROXIES": "how many proxies in front of us write X-Forwarded-For truthfully; 0 unless set",
    "API_CALLS_A_MINUTE": "calls of the API by one person or client within a minute; 120 unless set",
    "SEARCHES_A_MINUTE": "searches for patients by one person or client within a minute; 30 unless set",
    "EXPORTS_AN_HOUR": "exports by one person or client within an hour; 5 unless set",
    "CLAMD_SOCKET": "unix socket of ClamAV's daemon, which then scans every upload; empty unless set",
    "TRIAL_HOSTS": "hosts that trials are imported from, separated by commas; clinicaltrials.gov unless set",
    "METRICS_TOKEN": "bearer token that opens /metrics; without it and METRICS_ALLOW there is no such page",
    "METRICS_ALLOW": "addresses or networks that may read /metrics, separated by commas, such as 10.0.0.0/8",
    "OUTBOX_RATE": "how many messages a second each provider wants at most, such as email=20,sms=0.5; as fast as it takes them unless set",
    "EMAIL_URL": "console:, smtp://user:password@host:port, smtps://... or a provider such as postmark://KEY@ (docs/sending.md)",
    "EMAIL_FROM": "address that our mail comes from; no-reply@carecoord.example unless set",
    "MAIL_HOOK_SECRET": "user:password that the mail provider names when it reports what became of a message; 32 characters or more",
    "MAIL_HOOK_KEY": "key with which the mail provider signs these reports, where it does",
    "SMS_URL": "console: or twilio://ACCOUNT:TOKEN@SENDER; console: in demo mode, otherwise no text messages unless set",
    "PUSH_KEY": "private key (PEM, EC P-256) for notices on devices; made on first start unless set",
}
KEY_LENGTH = 32
SCHEMES = {
    "DATABASE_URL": ("postgres", "postgresql"),
    "DATABASE_OWNER_URL": ("postgres", "postgresql"),
    "DATABASE_WORKER_URL": ("postgres", "postgresql"),
    "REDIS_URL": ("redis", "rediss", "unix", "redis+socket"),
    "EMAIL_URL": ("console", "smtp", "smtps", "mailgun", "postmark", "sendgrid", "brevo", "sparkpost", "mailjet", "ses"),
    "SMS_URL": ("console", "twilio"),
    "SITE_URL": ("http", "https"),
}
DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL")


class BadEnvironment(Exception):
    """A setting from outside that cannot be used; the message is one sentence for an operator."""


def given(name: str) -> str:
    """What the process environment says, without the blanks that pasted values carry."""
    return os.environ.get(name, "").strip()


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable; anything but the usual words is refused."""
    raw = given(name).lower()
    if raw in ("1", "true", "yes", "on"):
        return True
    if raw in ("0", "false", "no", "off"):
        return False
    if raw == "":
        return default
    raise BadEnvironment(f"{name} is {raw!r}; write yes or no.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Read a whole number between `low` and `high`, both allowed."""
    raw = given(name) or str(default)
    if not (raw.isascii() and raw.isdigit()) or not low <= int(raw) <= high:
        raise BadEnvironment(f"{name} is {raw!r}; write a whole number from {low} to {high}.")
    return int(raw)


def networks(name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Read `10.0.0.0/8,192.0.2.7`."""
    try:
        return tuple(ipaddress.ip_network(part) for part in given(name).replace(" ", "").split(",") if part)
    except ValueError as fault:
        raise BadEnvironment(f"{name} is {given(name)!r}; write addresses or networks such as 10.0.0.0/8, separated by commas.") from fault


def rates(name: str) -> dict[str, float]:
    """Read `email=20,sms=0.5`: an amount a second for each name."""
    found: dict[str, float] = {}
    for part in filter(None, given(name).replace(" ", "").split(",")):
        key, _, amount = part.partition("=")
        if not key.isalpha() or not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", amount) or not float(amount):
            raise BadEnvironment(f"{name} holds {part!r}; write a channel and how many a second, such as email=20,sms=0.5.")
        found[key] = float(amount)
    return found


@dataclass(frozen=True)
class Environment:
    """Everything the settings need from outside."""

    var: Path
    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    database_worker_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    idp_private_key: str = field(repr=False)
    demo: bool
    bind: str
    port: int
    web_workers: int
    web_threads: int
    hosts: tuple[str, ...]
    email_url: str = field(repr=False)
    email_from: str
    mail_hook_secret: str = field(repr=False)
    mail_hook_key: str = field(repr=False)
    sms_url: str = field(repr=False)
    push_key: str = field(repr=False)
    site_url: str
    secure: bool
    clamd_socket: str
    trial_hosts: tuple[str, ...]
    trusted_proxies: int
    api_calls_a_minute: int
    searches_a_minute: int
    exports_an_hour: int
    prepare: bool
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


def state_folder() -> Path:
    """The folder that keeps engines, keys and uploads (`CARECOORD_VAR`, else `var/` beside manage.py)."""
    return Path(given("CARECOORD_VAR") or BASE_DIR / "var").resolve()


def kept_state(var: Path) -> dict[str, str]:
    """What the engines wrote on this machine; empty before the first start."""
    path = var / "state.json"
    try:
        return {str(k): str(v) for k, v in json.loads(path.read_text()).items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, AttributeError, OSError) as fault:
        raise BadEnvironment(f"{path} cannot be read ({fault}); bring it back from a backup, or move it away to start afresh.") from fault


def engines() -> str:
    """Which engines to start: `wheel`, `system`, or `auto` (the wheel where there is one)."""
    raw = given("CARECOORD_ENGINES").lower() or "auto"
    if raw not in ("auto", "wheel", "system"):
        raise BadEnvironment(f"CARECOORD_ENGINES is {raw!r}; write wheel or system.")
    return raw


def address(name: str, raw: str) -> str:
    """A URL with a scheme that this setting understands; the message never repeats it, because it may hold a password."""
    if raw and urlsplit(raw).scheme not in SCHEMES[name]:
        wanted = " or ".join(f"{scheme}:" for scheme in SCHEMES[name])
        raise BadEnvironment(f"{name} is not an address that can be used; it has to begin with {wanted}.")
    return raw


def databases(kept: Mapping[str, str]) -> tuple[str, str, str]:
    """The logins of web, owner and worker: all from outside or all from this machine's engines, never mixed."""
    source = {name: given(name) for name in DATABASES} if given("DATABASE_URL") else dict(kept)
    app, owner, worker = (address(name, source.get(name, "")) for name in DATABASES)
    return app, owner, worker or app


def key(name: str, kept: Mapping[str, str]) -> str:
    """A secret; empty before the first start, otherwise long enough to be one."""
    value = (given(name) or kept.get(name, "")).replace("\\n", "\n")  # a PEM in an .env file has its line ends written out
    if value and len(value) < KEY_LENGTH:
        raise BadEnvironment(f"{name} is too short to keep anything safe; use {KEY_LENGTH} random characters or more.")
    return value


def demo_mode(kept: Mapping[str, str], *, bind: str) -> bool:
    """Whether sign-in is relaxed for a demonstration; refused where strangers could reach it."""
    demo = flag("CARECOORD_DEMO", kept.get("CARECOORD_DEMO") == "yes")
    if demo and not loopback(bind) and not flag("CARECOORD_DEMO_ANYWHERE"):
        raise BadEnvironment(
            f"Demo mode lets people in without a second factor, so it listens on this machine only and not on {bind}; "
            "set CARECOORD_DEMO_ANYWHERE=yes to force it."
        )
    return demo


def loopback(bind: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if bind == "localhost":
        return True
    try:
        return ipaddress.ip_address(bind.strip("[]")).is_loopback
    except ValueError as fault:
        raise BadEnvironment(f"CARECOORD_BIND is {bind!r}; write an IP address such as 127.0.0.1.") from fault


def hosts(name: str, default: str) -> tuple[str, ...]:
    """Host names, separated by commas: those served, those asked for trials."""
    named = tuple(host.strip() for host in (given(name) or default).split(",") if host.strip())
    for host in named:
        if "/" in host or " " in host:
            raise BadEnvironment(f"{name} holds {host!r}; write names such as care.example.org, separated by commas.")
    return named


def load() -> Environment:
    """Read the environment; raises `BadEnvironment` with one sentence."""
    var = state_folder()
    kept = kept_state(var)
    bind = given("CARECOORD_BIND") or "127.0.0.1"
    port = number("PORT", 8000, low=1, high=65535)
    demo = demo_mode(kept, bind=bind)
    return Environment(
        var=var,
        kept=kept,
        demo=demo,
        bind=bind,
        port=port,
        hosts=hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        site_url=address("SITE_URL", given("SITE_URL") or f"http://localhost:{port}"),
        secure=flag("CARECOORD_SECURE", not demo),
        clamd_socket=given("CLAMD_SOCKET"),
        trial_hosts=hosts("TRIAL_HOSTS", "clinicaltrials.gov"),
        prepare=flag("DATABASE_PREPARE", True),
        **addresses(kept),
        **keys(kept),
        **amounts(),
        **sending(demo=demo),
    )


def sending(*, demo: bool) -> dict[str, Any]:
    """What mail, text messages and their providers' reports need."""
    sender = given("EMAIL_FROM") or "no-reply@carecoord.example"
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", sender):
        raise BadEnvironment(f"EMAIL_FROM is {sender!r}; write an address alone, such as no-reply@care.example.org.")
    secret = key("MAIL_HOOK_SECRET", {})
    if secret and ":" not in secret:
        raise BadEnvironment("MAIL_HOOK_SECRET has to be a name and a password with a colon between them.")
    texts = given("SMS_URL") or ("console:" if demo else "")
    return {
        "email_from": sender,
        "mail_hook_secret": secret,
        "mail_hook_key": given("MAIL_HOOK_KEY").replace("\\n", "\n"),
        "sms_url": address("SMS_URL", texts) if texts else "",
    }


def addresses(kept: dict[str, str]) -> dict[str, Any]:
    app, owner, worker = databases(kept)
    redis = address("REDIS_URL", given("REDIS_URL") or kept.get("REDIS_URL", ""))
    mail = address("EMAIL_URL", given("EMAIL_URL") or "console:")
    return {"database_url": app, "database_owner_url": owner, "database_worker_url": worker, "redis_url": redis, "email_url": mail}


def keys(kept: dict[str, str]) -> dict[str, Any]:
    return {name.lower(): key(name, kept) for name in ("SECRET_KEY", "AUDIT_KEY", "IDP_PRIVATE_KEY", "PUSH_KEY")}


def amounts() -> dict[str, Any]:
    """How many of each: what a bigger machine, more proxies or busier programs change."""
    return {
        "web_workers": number("WEB_WORKERS", 2, low=1, high=64),
        "web_threads": number("WEB_THREADS", 4, low=1, high=64),
        "trusted_proxies": number("TRUSTED_PROXIES", 0, low=0, high=10),
        "api_calls_a_minute": number("API_CALLS_A_MINUTE", 120, low=1, high=1_000_000),
        "searches_a_minute": number("SEARCHES_A_MINUTE", 30, low=1, high=1_000_000),
        "exports_an_hour": number("EXPORTS_AN_HOUR", 5, low=1, high=1_000_000),
    }
