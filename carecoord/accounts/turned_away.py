"""How a request is told to sign in, to set up a second factor or to choose a place: a redirect for pages, a problem for the API."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

API = "/api/"


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def came_from(request: HttpRequest) -> str:
    """Where to return to after signing in: a page that was asked for, never the target of a form."""
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return page.path + (f"?{page.query}" if page.query else "") or "/"
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"


def problem(status: int, code: str, detail: str) -> JsonResponse:
    body = {"type": f"about:blank#{code}", "title": code.replace("_", " "), "status": status, "code": code, "detail": detail}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="carecoord"'
    return response


def send(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that the whole page follows, also when only a part of it asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(401, "not_signed_in", "Your session has ended. Sign in again.")
    back = came_from(request)
    query = "" if back == "/" else f"?{urlencode({'next': back})}"
    return send(request, reverse("account_login") + query)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(403, "second_factor_required", "Set up a second factor first.")
    return send(request, reverse("mfa_index"))


def to_choice(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(403, "place_required", "Choose the organization you act for first.")
    return send(request, f"{reverse('accounts:choose')}?{urlencode({'next': came_from(request)})}")


def closed(request: HttpRequest) -> HttpResponse:
    """Tries cannot be counted, so none is taken."""
    if is_api(request) or request.path.startswith("/identity/"):
        response: HttpResponse = problem(503, "sign_in_closed", "Signing in is closed for a moment. Try again soon.")
    else:
        response = render(request, "accounts/closed.html", status=503)
    response.headers["Retry-After"] = "10"
    response.headers["Cache-Control"] = "no-store"
    return response
