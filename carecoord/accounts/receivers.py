"""What must follow whenever an account is made or signed in, whichever door it came through."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from carecoord.accounts import places, policy
from carecoord.accounts.models import Language, User
from carecoord.ui.views import language_chosen


@receiver(post_save, sender=User, dispatch_uid="address_of_new_user")
def address_of_new_user(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Nobody signs up by themselves: whoever makes an account has the address from a letter that was answered, or sends one there."""
    if created and not raw:
        EmailAddress.objects.create(user=instance, email=instance.email, primary=True, verified=True)


@receiver(user_logged_in, dispatch_uid="place_after_sign_in")
def place_after_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    places.choose_only(request, user)


@receiver((authenticator_added, authenticator_removed), sender=Authenticator, dispatch_uid="factors_changed")
def factors_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Ask again whether there is a second factor; without one, every other browser of this person is signed out."""
    policy.forget(request.session)
    if not policy.has_second_factor(user):
        end_other_sessions(request, user)


@receiver(language_chosen, dispatch_uid="language_kept")
def language_kept(request: HttpRequest, language: str, **_: Any) -> None:
    if request.user.is_authenticated and language in Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
