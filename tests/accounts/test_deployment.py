"""The settings of an installation behind a proxy: nothing to complain about, cookies that only this host can set."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from carecoord.accounts import tasks
from tests.accounts.hands import sign_in
from tests.cast import PASSWORD, Cast
from tests.truth import truth

ROOT = Path(__file__).resolve().parent.parent.parent
ASKED = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT", "CSRF_TRUSTED_ORIGINS")


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = {"SECRET_KEY": secrets.token_urlsafe(60), "AUDIT_KEY": secrets.token_urlsafe(60)}
    made["IDP_PRIVATE_KEY"] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for name, role in (("DATABASE_URL", "app"), ("DATABASE_OWNER_URL", "owner"), ("DATABASE_WORKER_URL", "worker")):
        made[name] = f"postgres://carecoord_{role}:word@db.example/carecoord"
    made |= {"REDIS_URL": "redis://cache.example", "SITE_URL": "https://care.example", "ALLOWED_HOSTS": "care.example"}
    return {"PATH": os.environ["PATH"], "CARECOORD_VAR": str(tmp_path), **made}


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_nothing_to_complain_about(production: dict[str, str]) -> None:
    done = run(production, "check", "--deploy", "--tag", "security", "--tag", "models", "--tag", "urls", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_cookies_and_redirects(production: dict[str, str]) -> None:
    code = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {ASKED}]))"
    found = dict(zip(ASKED, json.loads(run(production, "shell", "--no-imports", "-c", code).stdout), strict=True))
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_SSL_REDIRECT"] is True
    assert "^healthz$" in found["SECURE_REDIRECT_EXEMPT"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://care.example"]


@pytest.mark.django_db
def test_what_holds_no_more_is_cleared_away(cast: Cast) -> None:
    kept, gone = Client(), Client()
    for client in (kept, gone):
        sign_in(client, cast.pat.email, PASSWORD)
    with truth():
        Session.objects.filter(pk=gone.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
        for name, minutes in (("old", -1), ("new", 1)):
            Token.objects.create(type=Token.Type.ACCESS_TOKEN, hash=name, expires_at=timezone.now() + timedelta(minutes=minutes))
    tasks.clear_expired()
    with truth():
        assert [session.session_key for session in UserSession.objects.all()] == [kept.session.session_key]
        assert [token.hash for token in Token.objects.all()] == ["new"]
