"""What the worker clears away: sessions and tokens that hold no more. Nothing depends on it: each is refused by its own date."""

from __future__ import annotations

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone


@shared_task(ignore_result=True)
def clear_expired() -> None:
    Token.objects.expired().delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
