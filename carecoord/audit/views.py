"""HTTP for the log: who looked at one record (staff, patient), and the privacy officer's report with its export."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from carecoord.access import people
from carecoord.access.actor import Actor, as_actor
from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.access.permissions import require
from carecoord.access.stepup import ask, is_fresh
from carecoord.audit import exports, pages, reading, trail
from carecoord.audit.forms import ReportFilter
from carecoord.audit.reading import PAGE
from carecoord.audit.rules import Permission

EXPORT_AT_MOST = 50_000


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def after_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["after"]) if request.GET.get("after") else None
    except ValueError:
        raise Http404 from None


@require_GET
@login_required
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The record's tab: for the staff of the organization that keeps it; others do not learn who else works on the person."""
    actor = actor_of(request)
    frame = people.registry.frame(actor, patient_id, current="audit:patient")
    if frame is None or actor.is_person:
        raise Http404
    require(actor, Permission.WHO_LOOKED)
    trail.saw(actor, [patient_id])
    looks = reading.of_patient(patient_id, after=after_of(request), limit=PAGE + 1)
    older = f"?after={looks[PAGE - 1].id}" if len(looks) > PAGE else ""
    context = {
        "frame": frame,
        "rows": pages.look_rows(looks[:PAGE]),
        "older": older,
        "is_kept_here": frame.header.custodian_id == actor.place_id,
    }
    return render(request, "audit/patient.html", context)


@require_GET
@login_required
def who_looked(request: HttpRequest) -> HttpResponse:
    """The patient's own page; a caregiver sees nobody else's visits and is told so."""
    actor = actor_of(request)
    require(actor, Permission.OWN_WHO_LOOKED)
    own = PersonalGrant.objects.held_by(actor).filter(source=PersonalSource.SELF).values_list("patient_id", flat=True)
    patient_id = own.first()
    if patient_id is None:
        return render(request, "audit/who_looked.html", {"is_own": False})
    trail.saw(actor, [patient_id])
    looks = reading.of_patient(patient_id, after=after_of(request), limit=PAGE * 4 + 1)
    older = f"?after={looks[-2].id}" if len(looks) > PAGE * 4 else ""
    return render(request, "audit/who_looked.html", {"is_own": True, "days": pages.days(looks[: PAGE * 4], actor=actor), "older": older})


def _filter(request: HttpRequest) -> ReportFilter:
    actor = actor_of(request)
    zone = actor.place.time_zone if actor.place else "UTC"
    return ReportFilter(request.GET, staff=pages.staff_of(actor.place_id), zone=zone)


@require_GET
@login_required
def report(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Permission.REPORT)
    form = _filter(request)
    context: dict[str, Any] = {"form": form, "rows": []}
    if form.is_valid():
        wanted = form.wanted()
        rows = reading.report(wanted, limit=PAGE + 1)
        shown, seen = pages.report_rows(actor, rows[:PAGE])
        trail.saw(actor, seen)
        query = {key: str(value) for key, value in request.GET.items() if value}
        context |= {
            "rows": shown,
            "columns": pages.columns(query, wanted),
            "older": pages.next_page(rows, query),
            "export": f"export/{pages.link(query, after='')}",
            "patient": people.registry.headers(actor, [wanted.patient]).get(wanted.patient) if wanted.patient else None,
            "without_patient": pages.link(query, patient="", after=""),
        }
    return render(request, "audit/report.html", context)


HEAD = ("when (UTC)", "person", "organization", "role", "action", "outcome", "reason", "patient ids", "request")


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """The report as CSV: written to the log before the first byte, streamed in a transaction of its own."""
    actor = actor_of(request)
    require(actor, Permission.REPORT)
    if not is_fresh(request):
        return ask(request)
    form = _filter(request)
    if not form.is_valid():
        return render(request, "audit/report.html", {"form": form, "rows": []}, status=400)
    wanted = replace(form.wanted(), after=None)
    wanted = replace(wanted, until=min(wanted.until, timezone.now()))  # the stream never holds more than was announced
    patients = {one for row in reading.every(wanted, at_most=EXPORT_AT_MOST) for one in row.patient_ids}
    exports.begin(actor, exports.Export.REPORT, patients=patients, fields=HEAD)
    stream = as_actor(actor, lambda: _lines(wanted))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(stream, content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    """A file for `csv` that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(wanted: reading.Filter) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(HEAD)
    for row in reading.every(wanted, at_most=EXPORT_AT_MOST):
        ids = " ".join(str(one) for one in row.patient_ids)
        cells = (row.at.isoformat(), row.person, row.organization, row.role, row.action, row.outcome, row.reason, ids, row.request_id)
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell
