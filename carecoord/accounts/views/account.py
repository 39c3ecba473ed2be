"""One's own account: name, phone, language, time zone, and the doors to what allauth keeps (passkeys, codes, devices, password)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from carecoord.accounts import places
from carecoord.accounts.forms import ProfileForm
from carecoord.accounts.models import User
from carecoord.accounts.people import signed_in

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=signed_in(request).pk)
    works = request.actor.place is not None  # type: ignore[attr-defined]  # set by OneTransaction
    form = ProfileForm(request.POST or None, instance=user, works=works)
    if request.method == "POST" and form.is_valid():
        form.save()
        return saved(request, user)
    template = "accounts/account_staff.html" if works else "accounts/account_person.html"
    return render(request, template, {"form": form, "doors": doors(user), **about(user)})


def saved(request: HttpRequest, user: User) -> HttpResponse:
    with override(user.language):
        messages.success(request, _("Saved."))
    response = HttpResponseRedirect(reverse("accounts:account"))
    name = settings.LANGUAGE_COOKIE_NAME
    response.set_cookie(name, user.language, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def about(user: User) -> dict[str, object]:
    """What stands beside the doors: how many keys, whether codes are set up, how many devices, where one works."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes_app": Authenticator.Type.TOTP in kinds,
        "devices": UserSession.objects.filter(user=user).count(),
        "memberships": places.memberships_of(user),
    }


def doors(user: User) -> dict[str, str]:
    """Pages that other rooms may have; a door that leads nowhere is left out."""
    found = {}
    for key, name in (("notifications", "notices:choices"), ("who_looked", "audit:mine")):
        try:
            found[key] = reverse(name)
        except NoReverseMatch:
            continue
    return found
