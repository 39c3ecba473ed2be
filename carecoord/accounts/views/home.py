"""The way in: `/` leads to the page each person lives on; who works at several places chooses one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.accounts import places
from carecoord.accounts.models import Membership, Role, User
from carecoord.accounts.people import signed_in

STAFF_HOMES = ("referrals:worklist", "patients:list", "accounts:account")
HOMES = {  # of those who see no referral
    Role.ORGANIZATION_ADMIN: ("accounts:team", "accounts:account"),
    Role.PRIVACY_OFFICER: ("access:break_glass_reviews", "accounts:account"),
}
PERSON_HOMES = ("referrals:road", "accounts:account")
ONESELF = "oneself"  # the choice that is no membership


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Staff to the worklist, patients and caregivers to their road, administrators to the administration."""
    user = signed_in(request)
    membership = places.acting_membership(request)
    if membership is not None:
        return HttpResponseRedirect(first_of(HOMES.get(Role(membership.role), STAFF_HOMES)))
    if request.session.get(places.FOR_ONESELF):
        return HttpResponseRedirect(first_of(PERSON_HOMES))
    if places.memberships_of(user):
        return HttpResponseRedirect(reverse("accounts:choose"))
    return HttpResponseRedirect(reverse("admin:index") if user.is_staff else first_of(PERSON_HOMES))


def first_of(names: tuple[str, ...]) -> str:
    """The first page of these that this installation has."""
    for name in names[:-1]:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse(names[-1])


@require_http_methods(["GET", "POST"])
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Which organization to act for; everything is seen as that one only, and the switch is written down."""
    user = signed_in(request)
    back = _safe_next(request)
    if request.method == "POST" and request.POST.get("membership") == ONESELF:
        return for_oneself(request, user)
    if request.method == "POST":
        row = get_object_or_404(
            Membership.objects.active().filter(user=user).select_related("organization", "user"), pk=_number(request.POST.get("membership"))
        )
        places.choose(request, row)
        messages.success(request, _("You now act for %(organization)s.") % {"organization": row.organization.short_name})
        return HttpResponseRedirect(back or "/")
    found = places.memberships_of(user)
    about = {
        "memberships": found,
        "current": request.session.get(places.SESSION_KEY),
        "is_for_oneself": request.session.get(places.FOR_ONESELF, False),
        "has_own_road": bool(found) and places.has_own_road(user),
        "next": back,
    }
    return render(request, "accounts/choose.html", about)


def for_oneself(request: HttpRequest, user: User) -> HttpResponse:
    """Never back to a page of work: it would not be there."""
    if not (places.memberships_of(user) and places.has_own_road(user)):
        raise Http404
    places.act_for_oneself(request, user)
    messages.success(request, _("You now act for yourself."))
    return HttpResponseRedirect("/")


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isdigit() and len(raw) < 10 else 0


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()) else ""
