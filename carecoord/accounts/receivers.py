"""What must follow whenever an account is made or signed in, whichever door it came through."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from carecoord.accounts import places
from carecoord.accounts.models import User


@receiver(post_save, sender=User, dispatch_uid="address_of_new_user")
def address_of_new_user(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Nobody signs up by themselves: whoever makes an account has the address from a letter that was answered, or sends one there."""
    if created and not raw:
        EmailAddress.objects.create(user=instance, email=instance.email, primary=True, verified=True)


@receiver(user_logged_in, dispatch_uid="place_after_sign_in")
def place_after_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    places.choose_only(request, user)
