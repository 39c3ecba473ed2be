"""Where a person acts: one organization at a time, kept in the session. Whether it still holds is asked at every request by `access`."""

from __future__ import annotations

from django.http import HttpRequest

from carecoord.accounts import policy
from carecoord.accounts.models import Membership, Role, User
from carecoord.accounts.signals import organization_chosen

SESSION_KEY = "organization_id"


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.active().filter(user=user).select_related("organization"))


def choose_only(request: HttpRequest, user: User) -> None:
    """At sign-in: the only membership is chosen; with several, the person chooses on a page."""
    policy.begin(request.session)
    request.session.pop(SESSION_KEY, None)
    found = memberships_of(user)
    request.session["works_at_several"] = len(found) > 1  # for the menu alone
    if len(found) == 1:
        request.session[SESSION_KEY] = found[0].organization_id
    elif found:
        request.session["must_choose"] = True


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act for another organization from the next request on; everything is evaluated for that one only."""
    policy.forget(request.session)
    request.session[SESSION_KEY] = membership.organization_id
    organization_chosen.send(sender=Membership, request=request, user=membership.user, organization=membership.organization)


def acting_membership(request: HttpRequest) -> Membership | None:
    """The signed-in person's active membership at the chosen organization."""
    chosen = request.session.get(SESSION_KEY)
    if not chosen or not request.user.is_authenticated:
        return None
    mine = Membership.objects.active().filter(user_id=request.user.pk, organization_id=chosen)
    return mine.select_related("organization", "user").first()


def administers(membership: Membership | None) -> bool:
    return membership is not None and membership.role == Role.ORGANIZATION_ADMIN
