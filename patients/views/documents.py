"""Documents: the list with its upload, opening one, saying it was reviewed, marking it as entered in error.

Room: patients.views.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import may, require
from carecoord.audit import trail
from patients import verbs
from patients.attachments import attachment
from patients.forms import ReasonForm, UploadForm
from patients.models import Document, DocumentState
from patients.pages import documents as pages
from patients.pages import header
from patients.permissions import Permission
from patients.views.doors import Unsaved, actor_of, attempt, opened, staff
from patients.views.record import is_uuid


@staff
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    patient = opened(request, patient_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        require(actor, Permission.ADD_DOCUMENT, patient)
        if getattr(request, "is_upload_too_large", False):
            form.add_error("file", "The file is larger than 20 MB; split it or scan it at a lower resolution.")
        try:
            document = attempt(form, lambda: verbs.upload(actor, patient_id, key=form.new_key, **form.values))
        except Unsaved as unsaved:
            status = unsaved.status
        else:
            tell(request, document)
            return redirect("patients:documents", patient_id=patient_id)
    after = Document.objects.filter(patient=patient, pk=request.GET["after"]).first() if is_uuid(request.GET.get("after", "")) else None
    page = pages.documents(actor, patient, after)
    return render(
        request,
        "patients/documents.html",
        {"page": page, "form": form, "may_add": page.head.takes_writing and may(actor, Permission.ADD_DOCUMENT, patient)},
        status=status,
    )


def tell(request: HttpRequest, document: Document) -> None:
    if document.state in (DocumentState.REFUSED, DocumentState.QUARANTINED):
        messages.error(request, f"Not taken: {document.refusal}")
    elif document.state == DocumentState.RECEIVED:
        messages.info(request, "Received. It can be opened once it has been scanned.")
    else:
        messages.success(request, "Received.")


@staff
@require_GET
def document(request: HttpRequest, patient_id: UUID, document_id: UUID) -> HttpResponseBase:
    """The file itself, as an attachment, with an audit row of its own."""
    patient = opened(request, patient_id)
    row = Document.objects.get(pk=document_id, patient=patient, is_entered_in_error=False)
    response = attachment(row)
    trail.record(actor_of(request), "document.open", about=row, patients=[patient.pk])
    return response


@require_POST
@staff
def review(request: HttpRequest, patient_id: UUID, document_id: UUID) -> HttpResponse:
    patient = opened(request, patient_id)
    version = request.POST.get("version", "")
    try:
        Document.objects.get(pk=document_id, patient=patient)
        verbs.review(actor_of(request), document_id, version=int(version) if version.isdigit() else 0)
    except (Refused, Stale) as refusal:
        messages.error(request, refusal.sentence)
    return redirect("patients:documents", patient_id=patient_id)


@staff
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, patient_id: UUID, document_id: UUID) -> HttpResponse:
    """A document of another patient, say: it leaves every page and stays in the history with the reason."""
    actor = actor_of(request)
    patient = opened(request, patient_id, Permission.EDIT_RECORD)
    row = Document.objects.select_related("organization").get(pk=document_id, patient=patient, is_entered_in_error=False)
    form = ReasonForm(request.POST or None, version=row.version)
    status, said = 200, None
    if request.method == "POST":
        try:
            attempt(form, lambda: verbs.mark_entered_in_error(actor, Document, document_id, version=form.opened_with, **form.values))
        except Unsaved as unsaved:
            status, said = unsaved.status, unsaved.said
        else:
            messages.success(request, "Marked as entered in error. It stays in the history.")
            return redirect("patients:documents", patient_id=patient_id)
    page = {"head": header.head(actor, patient, "patients:documents"), "row": pages.document_row(row), "said": said}
    return render(request, "patients/document_error.html", {"page": page, "form": form}, status=status)
