"""The rules of signing in, in one place: how long a session may idle, who needs a second factor, and which pages come before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from carecoord.accounts.models import Membership, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BEFORE_THE_FACTOR = ("/accounts/", "/static/", "/ui/", "/invitations/", "/healthz", "/readyz")
BEFORE_THE_PLACE = (*BEFORE_THE_FACTOR, "/choose/", "/account/", "/admin/")
# Where a password, a code or a client secret is tried: closed while tries cannot be counted.
DOORS = (
    "/accounts/login/",
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/",
    "/accounts/reauthenticate/",
    "/accounts/password/",
    "/invitations/",
    "/identity/o/",
)
FOUND_OUT = ("is_staff_side", "has_factor", "must_choose")  # kept in the session, asked again when something changes
TIMES = ("signed_in_at", "seen_at")


def works_somewhere(user: User) -> bool:
    return bool(user.is_staff or Membership.objects.active().filter(user=user).exists())


def has_second_factor(user: User) -> bool:
    """TOTP or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def is_staff_side(user: User, session: Any) -> bool:
    """True for people with an active membership and for administrators; remembered in the session for its life."""
    if "is_staff_side" not in session:
        session["is_staff_side"] = works_somewhere(user)
    return bool(session["is_staff_side"])


def idle_limit(user: Any, session: Any) -> timedelta:
    return settings.IDLE_LIMIT_STAFF if is_staff_side(user, session) else settings.IDLE_LIMIT_PERSON


def lacks_second_factor(user: Any, session: Any) -> bool:
    """Staff must have TOTP or a passkey; demonstrations relax it and say so on every page."""
    if settings.DEMO or session.get("has_factor"):
        return False
    if not is_staff_side(user, session):
        return False
    session["has_factor"] = has_second_factor(user)
    return not session["has_factor"]


def forget(session: Any) -> None:
    """Ask again at the next request what this person is and has; the limits of the session run on."""
    for key in FOUND_OUT:
        session.pop(key, None)


def begin(session: Any) -> None:
    """A new sign-in: nothing of an earlier one counts."""
    for key in (*FOUND_OUT, *TIMES):
        session.pop(key, None)


def allowed_without_factor(path: str) -> bool:
    return path.startswith(BEFORE_THE_FACTOR)


def allowed_without_place(path: str) -> bool:
    return path.startswith(BEFORE_THE_PLACE)


def is_door(path: str) -> bool:
    return path.startswith(DOORS)
