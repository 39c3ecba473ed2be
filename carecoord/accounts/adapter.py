"""allauth's questions, answered for this house: nobody signs up without an invitation, mail names no organization, seeds are sealed."""

from __future__ import annotations

import base64
import hashlib
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

from carecoord.accounts import letters
from carecoord.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Sign-up is closed: people come by invitation (`carecoord.accounts.views.invitation`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name; the e-mail address is the login."""

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the reader's language, signed by the service: no organization is named."""
        site = SimpleNamespace(name="carecoord", domain=urlsplit(settings.SITE_URL).netloc)
        reader = context.get("user")
        with override(reader.language if isinstance(reader, User) else get_language()):
            about = {"request": self.request, "email": email, "current_site": site, **context}
            letters.post(letters.dressed(self.render_mail(template_prefix, email, about)))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("account_login"))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Seeds of TOTP and recovery codes are sealed with a key that the database does not have."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "carecoord"}


def _seal() -> MultiFernet:
    """The newest secret key seals, older ones still open (SECRET_KEY_FALLBACKS)."""
    return MultiFernet([Fernet(_key(str(secret))) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"second factors" + secret.encode()).digest())
