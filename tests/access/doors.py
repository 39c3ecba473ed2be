"""Addresses for the tests of the one transaction: views that read, write, refuse and break."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from carecoord import urls as house
from carecoord.access.actor import acting, as_actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit import trail
from patients.models import Patient


def rows(request: HttpRequest) -> list[Patient]:
    found = list(Patient.objects.visible_to(request.actor))  # type: ignore[attr-defined]  # set by OneTransaction
    trail.saw(request.actor, [p.pk for p in found])  # type: ignore[attr-defined]  # set by OneTransaction
    return found


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(p.family_name for p in rows(request)))


def again(request: HttpRequest) -> HttpResponse:
    """A form shown again, with its patient, after a conflict."""
    return HttpResponse(" ".join(p.family_name for p in rows(request)), status=409)


def broken(request: HttpRequest) -> HttpResponse:
    rename(request)
    raise RuntimeError("broken")


def refused(request: HttpRequest) -> HttpResponse:
    rename(request)
    raise Refused("It cannot be now.")


def rename(request: HttpRequest) -> HttpResponse:
    Patient.objects.visible_to(request.actor).update(phone="555-0199")  # type: ignore[attr-defined]  # set by OneTransaction
    return HttpResponse("done")


def missing(request: HttpRequest) -> HttpResponse:
    rename(request)
    raise Http404


def forbidden(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("No.")


def fault(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select * from audit_event")
    return HttpResponse("never")


def verb(request: HttpRequest) -> HttpResponse:
    rename(request)
    trail.record(request.actor, "test.verb")  # type: ignore[attr-defined]  # set by OneTransaction
    return HttpResponse("done")


def nested(request: HttpRequest) -> HttpResponse:
    from carecoord.access.actor import Actor

    with acting(Actor(job="inner")):
        inside = Patient.objects.count()
    return HttpResponse(f"{inside} {Patient.objects.count()}")


def export(request: HttpRequest) -> HttpResponseBase:
    ids = [p.pk for p in rows(request)]
    actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction

    def lines() -> Iterator[str]:
        for patient in Patient.objects.visible_to(actor).filter(pk__in=ids).iterator(chunk_size=200):
            yield f"{patient.family_name}\n"

    return StreamingHttpResponse(as_actor(actor, lines))


urlpatterns = [
    *[path(f"{view.__name__}/", view, name=view.__name__) for view in (read, again, broken, refused, rename, missing)],
    *[path(f"{view.__name__}/", view, name=view.__name__) for view in (forbidden, fault, verb, nested, export)],
    *house.urlpatterns,
]
handler403, handler404, handler500 = house.handler403, house.handler404, house.handler500
