"""Step-up: some acts want proof, not older than five minutes, that the person at the keyboard is still the one who signed in."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def is_fresh(request: HttpRequest) -> bool:
    """Whether password, passkey or code was given within the limit of `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    records = get_authentication_records(request, request.user)
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks again, and back here with GET: a POST that came too late is not done, and is typed again."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
