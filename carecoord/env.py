"""The typed environment: every setting that comes from outside, read once, refused at start if it makes no sense.

Values come from the process environment; what a machine without services needs (URLs of the embedded engines, keys made on
first start) comes from `state.json` in the state folder, written by `carecoord.engines`. Do not read `os.environ` elsewhere.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


class BadEnvironment(Exception):
    """A setting from outside that cannot be used; the message is one sentence for an operator."""


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable; anything but the usual words is refused."""
    raw = os.environ.get(name, "").strip().lower()
    if raw in ("1", "true", "yes", "on"):
        return True
    if raw in ("0", "false", "no", "off"):
        return False
    if raw == "":
        return default
    raise BadEnvironment(f"{name} is {raw!r}; write yes or no.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Read a whole number between `low` and `high`, both allowed."""
    raw = os.environ.get(name, "").strip() or str(default)
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise BadEnvironment(f"{name} is {raw!r}; write a whole number from {low} to {high}.")
    return int(raw)


@dataclass(frozen=True)
class Environment:
    """Everything the settings need from outside."""

    var: Path
    database_url: str
    database_owner_url: str
    database_worker_url: str
    redis_url: str
    secret_key: str
    audit_key: str
    idp_private_key: str
    demo: bool
    port: int
    hosts: tuple[str, ...]
    email_url: str
    site_url: str
    secure: bool
    kept: dict[str, str] = field(default_factory=dict, repr=False)


def state_folder() -> Path:
    """The folder that keeps engines, keys and uploads (`CARECOORD_VAR`, else `var/` beside manage.py)."""
    return Path(os.environ.get("CARECOORD_VAR", "") or BASE_DIR / "var").resolve()


def kept_state(var: Path) -> dict[str, str]:
    """What the engines wrote on this machine; empty before the first start."""
    path = var / "state.json"
    if not path.exists():
        return {}
    try:
        return {str(k): str(v) for k, v in json.loads(path.read_text()).items()}
    except (ValueError, OSError) as fault:
        raise BadEnvironment(f"{path} cannot be read ({fault}); move it away to start afresh.") from fault


def load() -> Environment:
    """Read the environment; raises `BadEnvironment` with one sentence."""
    var = state_folder()
    kept = kept_state(var)

    def text(name: str, default: str = "") -> str:
        return os.environ.get(name, "") or kept.get(name, default)

    port = number("PORT", 8000, low=1, high=65535)
    return Environment(
        var=var,
        database_url=text("DATABASE_URL"),
        database_owner_url=text("DATABASE_OWNER_URL"),
        database_worker_url=text("DATABASE_WORKER_URL", text("DATABASE_URL")),
        redis_url=text("REDIS_URL"),
        secret_key=text("SECRET_KEY"),
        audit_key=text("AUDIT_KEY"),
        idp_private_key=text("IDP_PRIVATE_KEY"),
        demo=flag("CARECOORD_DEMO"),
        port=port,
        hosts=tuple(h.strip() for h in text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()),
        email_url=text("EMAIL_URL", "console:"),
        site_url=text("SITE_URL", f"http://localhost:{port}"),
        secure=flag("CARECOORD_SECURE", not flag("CARECOORD_DEMO")),
        kept=kept,
    )


def engines() -> str:
    """Which engines to start: `wheel`, `system`, or `auto` (the wheel where there is one)."""
    raw = os.environ.get("CARECOORD_ENGINES", "").strip().lower() or "auto"
    if raw not in ("auto", "wheel", "system"):
        raise BadEnvironment(f"CARECOORD_ENGINES is {raw!r}; write wheel or system.")
    return raw
