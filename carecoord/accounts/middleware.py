"""Sign-in policy on every request: idle and absolute limits kept by the server, a second factor for staff, a place that still holds."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carecoord.accounts import places, policy, turned_away
from carecoord.accounts.clock import zone_of
from carecoord.ui import cache

GetResponse = Callable[[HttpRequest], HttpResponseBase]
WRITE_EVERY = 30  # seconds between updates of the session's last-seen mark
ASKED_BY_NOBODY = "X-Background"  # a request that a page makes by itself; it does not keep anybody signed in
OUTSIDE = ("/healthz", "/readyz")
ALWAYS_FRESH = ("/accounts/", "/invitations/")


class SignInPolicy:
    """Ends idle and old sessions, sends staff without a second factor to set one up, and forbids caching of signed-in pages.

    Stands outside the one transaction, so that the end of a session is written whatever becomes of the request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in OUTSIDE:
            return self.get_response(request)
        if request.method == "POST" and policy.is_door(request.path) and not cache.is_up():
            return turned_away.closed(request)
        try:
            refusal = self._refuse(request) if request.user.is_authenticated else None
        except OperationalError:  # the session and its user are in the database
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
        response = refusal or self.get_response(request)
        if request.user.is_authenticated or request.path.startswith(ALWAYS_FRESH):
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
        if now - seen > WRITE_EVERY and ASKED_BY_NOBODY not in request.headers:
            session["seen_at"] = now
        if policy.lacks_second_factor(request.user, session) and not policy.allowed_without_factor(request.path):
            return turned_away.to_second_factor(request)
        return None

    def _expire(self, request: HttpRequest) -> HttpResponse:
        response = turned_away.to_sign_in(request)
        request.sign_out_reason = "time"  # type: ignore[attr-defined]  # read by the audit's receiver
        logout(request)
        messages.info(request, _("You were signed out because nothing happened for a while. Nothing you saved is lost."))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class PlaceHolds:
    """Whoever chose an organization and no longer works there is signed out at the next request; whoever must choose one does so first.

    Stands inside the one transaction, which has just asked the database where the actor works.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in OUTSIDE and request.user.is_authenticated and not self._has_place(request):
            if request.session.get(places.SESSION_KEY):
                return self._leave(request)
            if request.session.get("must_choose") and not policy.allowed_without_place(request.path):
                return turned_away.to_choice(request)
        return self.get_response(request)

    def _has_place(self, request: HttpRequest) -> bool:
        return request.actor.place is not None  # type: ignore[attr-defined]  # set by OneTransaction

    def _leave(self, request: HttpRequest) -> HttpResponse:
        response = turned_away.to_sign_in(request)
        request.sign_out_reason = "membership ended"  # type: ignore[attr-defined]  # read by the audit's receiver
        logout(request)
        messages.info(request, _("You no longer work at the organization you had chosen. Sign in again to go on elsewhere."))
        return response


class OwnWords:
    """Pages in the language and on the clock of whoever reads them: a language chosen in this browser wins over the account's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if request.path in OUTSIDE or not user.is_authenticated:
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language  # as Django's own middleware does
        with timezone.override(zone_of(user.time_zone)):
            return self.get_response(request)
