"""The page behind an invitation's link: GET shows it, POST consumes it.

The link is a secret, so no other site hears of it: `same-origin`. (`no-referrer` would make browsers send `Origin: null` with the form,
which the CSRF check rightly refuses; the page loads nothing from elsewhere and links nowhere else.)
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carecoord.accounts import joining, places, verbs
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.forms import JoinForm
from carecoord.accounts.models import Invitation, User


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        response = _answer(request, token)
    except NotPossible as refusal:
        response = render(request, "accounts/invitation_gone.html", {"sentence": refusal.sentence}, status=404)
    response.headers["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    row = Invitation.objects.for_token(token).filter(organization__is_active=True).select_related("organization", "invited_by").first()
    if row is None:
        raise NotPossible(_("This invitation was used, taken back or is too old. Ask for a new one."))
    account = joining.account_for(row.email)
    if account is None and not request.user.is_authenticated:
        return _new(request, row, token)
    if request.user.is_authenticated and account is not None and account.pk == request.user.pk:
        return _known(request, account, row, token)
    return render(request, "accounts/invitation_sign_in.html", {"invitation": row, "has_account": account is not None})


def _new(request: HttpRequest, row: Invitation, token: str) -> HttpResponse:
    """Nobody signs in with this address yet: name and password make the account."""
    form = JoinForm(request.POST if request.method == "POST" else None, email=row.email, joins_staff=True)
    if request.method == "GET" or not form.is_valid():
        return render(request, "accounts/invitation_new.html", {"invitation": row, "form": form})
    data = form.cleaned_data
    user = joining.make_account(email=row.email, name=data["name"], password=data["password"], language=row.language)
    verbs.accept(user, token)
    return joining.sign_in(request, user)


def _known(request: HttpRequest, user: User, row: Invitation, token: str) -> HttpResponse:
    if request.method == "GET":
        return render(request, "accounts/invitation_known.html", {"invitation": row})
    membership = verbs.accept(user, token)
    places.choose(request, membership)
    messages.success(request, _("Welcome. You now act for %(organization)s.") % {"organization": row.organization.short_name})
    return HttpResponseRedirect("/")
