"""Doors of HTML views: who must be signed in and at work, or signed in as themselves. What they may see is `visible_to`'s affair."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from carecoord.access.actor import Actor
from carecoord.access.permissions import require

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the one transaction was opened for."""
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def at_work(permission: StrEnum) -> Callable[[View], View]:
    """Staff with this permission at the acting organization; 404 for persons, 403 for colleagues, sign-in for nobody."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.is_anonymous:
                return redirect_to_login(request.get_full_path())
            if actor.place is None:
                raise Http404
            require(actor, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def for_person(view: View) -> View:
    """Patients and caregivers: signed in, acting for no organization; 404 for staff, sign-in for nobody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if not actor.is_person:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
