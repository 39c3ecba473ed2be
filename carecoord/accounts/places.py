"""Where a person acts: one organization at a time, kept in the session. Whether it still holds is asked at every request by `access`."""

from __future__ import annotations

from django.http import HttpRequest

from carecoord.accounts.models import Membership, User

SESSION_KEY = "organization_id"


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.active().filter(user=user).select_related("organization"))


def choose_only(request: HttpRequest, user: User) -> None:
    """At sign-in: the only membership is chosen; with several, the person chooses on a page."""
    request.session.pop(SESSION_KEY, None)
    found = memberships_of(user)
    if len(found) == 1:
        request.session[SESSION_KEY] = found[0].organization_id
