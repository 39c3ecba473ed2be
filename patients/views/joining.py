"""The link of a personal invitation: GET shows it, POST uses it up. Whoever has no account yet makes one on the way.

Room: patients.views. Words at grade 6. The link is a secret, so no other site hears of it (see carecoord.accounts.views.invitation).
"""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from carecoord.accounts import joining, places
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.forms import JoinForm
from carecoord.accounts.models import Language, User
from patients import verbs
from patients.verbs.invitations import not_open
from patients.views.doors import actor_of


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    email = verbs.invited_address(token)
    response = gone(request) if email is None else answer(request, email, token)
    response.headers["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response


def gone(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """The same for a link that was used, taken back, is too old or never was."""
    return render(request, "accounts/invitation_gone.html", {"sentence": sentence or not_open()}, status=404)


def answer(request: HttpRequest, email: str, token: str) -> HttpResponse:
    account = joining.account_for(email)
    if request.user.is_authenticated and account is not None and account.pk == request.user.pk:
        return known(request, account, token)
    if request.user.is_authenticated or account is not None:
        about = {"invitation": {"email": email}, "has_account": account is not None}
        return render(request, "accounts/invitation_sign_in.html", about)
    return new(request, email, token)


def known(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """Somebody who works here follows their own road as themselves, never through their job."""
    if request.method == "GET":
        return render(request, "patients/take_up.html")
    try:
        verbs.take_up_invitation(actor_of(request), token=token)
    except Refused as refused:
        return gone(request, refused.sentence)
    if places.works(request):
        places.act_for_oneself(request, user)
    messages.success(request, _("You are in."))
    return redirect("/")


def new(request: HttpRequest, email: str, token: str) -> HttpResponse:
    """Name and password make the account; account and invitation stand or fall together."""
    form = JoinForm(request.POST if request.method == "POST" else None, email=email, joins_staff=False)
    if request.method == "GET" or not form.is_valid():
        return render(request, "patients/join.html", {"email": email, "form": form})
    language = (get_language() or Language.ENGLISH)[:2]
    try:
        user = joining.make_account(
            email=email,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            language=language if language in Language.values else Language.ENGLISH,
        )
        with acting(replace(actor_of(request), user_id=user.pk, name=user.name, seen=set())) as person:
            verbs.take_up_invitation(person, token=token)
    except (NotPossible, Refused) as refused:
        return gone(request, refused.sentence)
    return joining.sign_in(request, user)
