"""Sign-in policy on every request: idle and absolute limits kept by the server, and a second factor for staff."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.accounts import policy

GetResponse = Callable[[HttpRequest], HttpResponseBase]
WRITE_EVERY = 30  # seconds between updates of the session's last-seen mark


class SignInPolicy:
    """Ends idle and old sessions, sends staff without a second factor to set one up, and forbids caching of signed-in pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self._refuse(request) if request.user.is_authenticated else None
        response = refusal or self.get_response(request)
        if request.user.is_authenticated or request.path.startswith("/accounts/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _refuse(self, request: HttpRequest) -> HttpResponse | None:
        now = timezone.now().timestamp()
        session = request.session
        started = session.setdefault("signed_in_at", now)
        seen = session.setdefault("seen_at", now)
        idle = policy.idle_limit(request.user, session).total_seconds()
        if now - seen > idle or now - started > settings.ABSOLUTE_LIMIT.total_seconds():
            return self._expire(request)
        if now - seen > WRITE_EVERY:
            session["seen_at"] = now
        if policy.lacks_second_factor(request.user, session) and not policy.allowed_without_factor(request.path):
            return redirect("mfa_index")
        return None

    def _expire(self, request: HttpRequest) -> HttpResponse:
        back = request.get_full_path() if request.method == "GET" and not request.path.startswith("/api/") else "/"
        logout(request)
        messages.info(request, _("You were signed out because nothing happened for a while. Nothing you saved is lost."))
        response = HttpResponseRedirect(f"{reverse('account_login')}?next={back}")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
