"""The few pages of the frame itself: theme, language, staying signed in, and what is said when something goes wrong.

Room: carecoord.ui. A page with a patient, an organization or a user in it belongs to their app.
"""

from __future__ import annotations

from django.conf import settings
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from carecoord.ui.context import THEME_COOKIE, THEMES, Shell, build

YEAR = 365 * 24 * 3600
language_chosen = Signal()  # sends request, language: the accounts room keeps it with the user


def back(request: HttpRequest) -> str:
    """Where the form wants to return to, if that is one of our own pages."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or anything else for as the system wishes."""
    response = HttpResponseRedirect(back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(back(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, chosen, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
        language_chosen.send(sender=None, request=request, language=chosen)
    return response


@never_cache
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Asked by `idle.js` when somebody says they are still here: the request itself is what counts."""
    return HttpResponse(status=204 if getattr(getattr(request, "actor", None), "user_id", None) else 401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_form.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the exception says is a sentence for a nurse where the app wrote one."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes whether the record does not exist or is not shared: nothing of the address goes into the page."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the cache or the session: any of them may be what broke."""
    try:
        frame = build(request)
    except Exception:  # the page must come even when the frame is what broke
        frame = Shell()
    plain = Shell(language=frame.language, theme=frame.theme, demo=frame.demo)
    return HttpResponse(render_to_string("500.html", {"shell": plain}), status=500)
