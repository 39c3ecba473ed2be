"""Where a person acts: one organization at a time, or none, for themselves; kept in the session. Whether it still holds is asked at every
request by `access`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from carecoord.accounts import policy
from carecoord.accounts.models import Membership, Role, User
from carecoord.accounts.signals import oneself_chosen, organization_chosen

SESSION_KEY = "organization_id"
FOR_ONESELF = "for_oneself"  # in the session of somebody who works somewhere and now reads their own road


def nobody(user: User) -> bool:
    return False


has_own_road: Callable[[User], bool] = nobody  # `access` stands above and fills it in: a record of their own, or one they help with


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.active().filter(user=user).select_related("organization"))


def choose_only(request: HttpRequest, user: User) -> None:
    """At sign-in: the only membership is chosen; with several, the person chooses on a page."""
    policy.begin(request.session)
    for key in (SESSION_KEY, FOR_ONESELF):
        request.session.pop(key, None)
    found = memberships_of(user)
    request.session["has_choice"] = len(found) > 1 or (bool(found) and has_own_road(user))  # for the menu alone
    if len(found) == 1:
        request.session[SESSION_KEY] = found[0].organization_id
    elif found:
        request.session["must_choose"] = True


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act for another organization from the next request on; everything is evaluated for that one only."""
    policy.forget(request.session)
    request.session.pop(FOR_ONESELF, None)
    request.session[SESSION_KEY] = membership.organization_id
    organization_chosen.send(sender=Membership, request=request, user=membership.user, organization=membership.organization)


def act_for_oneself(request: HttpRequest, user: User) -> None:
    """From the next request on as patient or caregiver, seeing nothing of one's work; limits and second factor of staff stay."""
    policy.forget(request.session)
    request.session.pop(SESSION_KEY, None)
    request.session[FOR_ONESELF] = request.session["has_choice"] = True
    oneself_chosen.send(sender=User, request=request, user=user)


def works(request: HttpRequest) -> bool:
    """Whether the session acts for an organization, or has yet to choose one."""
    return bool(request.session.get(SESSION_KEY) or request.session.get("must_choose"))


def acting_membership(request: HttpRequest) -> Membership | None:
    """The signed-in person's active membership at the chosen organization."""
    chosen = request.session.get(SESSION_KEY)
    if not chosen or not request.user.is_authenticated:
        return None
    mine = Membership.objects.active().filter(user_id=request.user.pk, organization_id=chosen)
    return mine.select_related("organization", "user").first()


def administers(membership: Membership | None) -> bool:
    return membership is not None and membership.role == Role.ORGANIZATION_ADMIN
