"""The person behind a request, for views that stand behind `login_required`."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from carecoord.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """Raises PermissionDenied for a stranger, who should not have come so far."""
    user = request.user
    if not user.is_authenticated:
        raise PermissionDenied
    return user
