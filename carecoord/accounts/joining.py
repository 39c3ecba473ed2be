"""How somebody who was invited gets an account: shared by invitations of colleagues here and of patients and caregivers in `patients`."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carecoord.accounts.errors import NotPossible
from carecoord.accounts.models import Language, User


def account_for(email: str) -> User | None:
    """The account that signs in with this address, active or not."""
    return User.objects.filter(email=email.lower()).first()


def make_account(*, email: str, name: str, password: str, language: str = Language.ENGLISH) -> User:
    """A new account whose address is proved by the letter; raises `NotPossible` when somebody was faster."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name, language=language)
    except IntegrityError as fault:
        raise NotPossible(_("There is an account with this address now. Sign in with it."), code="account_exists") from fault


def sign_in(request: HttpRequest, user: User, *, to: str = "/") -> HttpResponse:
    """Sign a new account in, by the same way as from the sign-in page."""
    get_adapter(request)
    response: HttpResponse = perform_login(request, user, redirect_url=to)
    return response
