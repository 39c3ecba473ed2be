"""The doors of this room's pages: who may come in, whose clock is on the wall, and what a refusal becomes.

Room: patients.views.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit import trail
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from patients.forms.kept import Kept
from patients.models import Patient
from patients.pages import header
from patients.permissions import Permission

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def staff(view: View[P]) -> View[P]:
    """Signed in and at an organization; persons find nothing here. Rows that are not visible are 404."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.place is None:
            raise Http404
        with timezone.override(ZoneInfo(actor.place.time_zone)):
            return found(view, request, *args, **kwargs)

    return inner  # type: ignore[return-value]  # the stubs lose the names of positional arguments


def person(view: View[P]) -> View[P]:
    """Signed in for oneself; members of an organization find nothing here."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor_of(request).is_person:
            raise Http404
        with timezone.override(ZoneInfo(getattr(request.user, "time_zone", "") or "UTC")):
            return found(view, request, *args, **kwargs)

    return inner  # type: ignore[return-value]  # as above


def found(view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except ObjectDoesNotExist as fault:
        raise Http404 from fault


def opened(request: HttpRequest, patient_id: UUID, permission: StrEnum = Permission.VIEW_RECORD, *, chart: bool = True) -> Patient:
    """The patient of a page, looked at and said so in the audit log. Without the chart, pages of facts are 404."""
    actor = actor_of(request)
    patient = header.find(actor, patient_id)
    require(actor, permission, patient)
    if chart and not getattr(patient, "opens_chart", False):
        raise Http404
    if permission is not Permission.VIEW_RECORD and not getattr(patient, "takes_writing", False):
        raise NotAllowed("You may read this record, not write in it.")
    trail.saw(actor, [patient.pk])
    return patient


class Unsaved(Exception):
    """Nothing was written; the form shows why. `said` is a box over the form, where there is one."""

    def __init__(self, status: int, said: Said | None = None) -> None:
        super().__init__()
        self.status = status
        self.said = said


def attempt(form: Kept, act: Callable[[], Any], *also: Any) -> Any:
    """Do the act if what was typed is sensible. Unsaved keeps the typed text and says what stands in the way."""
    if not all([form.is_valid(), *(one.is_valid() for one in also)]):
        raise Unsaved(200)
    try:
        return act()
    except Refused as refused:
        form.refuse(refused)
        raise Unsaved(409) from refused
    except Stale as stale:
        form.renew(stale)
        text = f"{' '.join(stale.changes)} Your text is kept below; save again to put it on the new version."
        raise Unsaved(409, Said("Somebody changed this while you had it open.", text.strip(), Tone.YOU)) from stale
