"""The rules of signing in, in one place: how long a session may idle, who needs a second factor, and which pages come before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from carecoord.accounts.models import Membership, User

BEFORE_THE_FACTOR = ("/accounts/", "/static/", "/ui/")


def is_staff_side(user: User, session: Any) -> bool:
    """True for people with an active membership and for administrators; remembered in the session for its life."""
    if "is_staff_side" not in session:
        session["is_staff_side"] = bool(user.is_staff or Membership.objects.active().filter(user=user).exists())
    return bool(session["is_staff_side"])


def idle_limit(user: Any, session: Any) -> timedelta:
    return settings.IDLE_LIMIT_STAFF if is_staff_side(user, session) else settings.IDLE_LIMIT_PERSON


def lacks_second_factor(user: Any, session: Any) -> bool:
    """Staff must have TOTP or a passkey; demonstrations relax it and say so on every page."""
    if settings.DEMO or session.get("has_factor"):
        return False
    if not is_staff_side(user, session):
        return False
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    session["has_factor"] = Authenticator.objects.filter(user=user, type__in=kinds).exists()
    return not session["has_factor"]


def allowed_without_factor(path: str) -> bool:
    return path.startswith(BEFORE_THE_FACTOR)
