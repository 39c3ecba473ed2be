"""HTTP of one referral: its page, the form of each verb, answers, notes, the packet and its documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import record, saw
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from patients.models import Document, DocumentKind
from patients.verbs import upload
from referrals import loop, verbs
from referrals.forms import FORMS, VerbForm
from referrals.models import InfoItem, PacketPdf, Referral
from referrals.page import fetch, screen
from referrals.permissions import Permission
from referrals.sent import usable
from referrals.states import MOVE, Stage


@require_GET
@at_work(Permission.VIEW)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The page both sides see; reading it marks the thread as read."""
    actor = actor_of(request)
    got = _fetched(actor, referral_id)
    if got.referral.stage == Stage.DRAFT:
        return HttpResponseRedirect(reverse("referrals:draft", args=[referral_id]))
    saw(actor, [got.referral.patient_id])
    page = screen.build(actor, got)
    if any(note.is_new for note in page.talk.notes):
        verbs.mark_shown(actor, got.referral)
    return render(request, "referrals/referral.html", {"page": page, "note": NoteForm(), "message": MessageForm()})


class NoteForm(forms.Form):
    """A note under a referral: internal unless the writer chose both sides."""

    text = forms.CharField(label="Note", max_length=4000, error_messages={"required": "Write something first."})
    audience = forms.ChoiceField(choices=[("internal", ""), ("both", "")], required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")

    @property
    def is_internal(self) -> bool:
        return bool(self.data.get("audience") != "both")


class MessageForm(forms.Form):
    text = forms.CharField(label="Message", max_length=2000, error_messages={"required": "Write something first."})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="message_%s")


def _again(request: HttpRequest, referral_id: UUID, **forms_: forms.Form) -> HttpResponse:
    """The referral with what was typed and what is wrong with it."""
    actor = actor_of(request)
    saw(actor, [_one(actor, referral_id).patient_id])
    page = screen.build(actor, _fetched(actor, referral_id))
    shown = {"page": page, "note": NoteForm(), "message": MessageForm(), "wrong": next(iter(forms_.values())), **forms_}
    return render(request, "referrals/referral.html", shown, status=422)


def _one(actor: Actor, referral_id: UUID) -> Referral:
    try:
        return fetch.one(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None


def _seen(actor: Actor, referral_id: UUID) -> Referral:
    """The row alone, for what needs no more of it."""
    try:
        return loop.seen(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None


def _fetched(actor: Actor, referral_id: UUID) -> fetch.Fetched:
    try:
        return fetch.fetch(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def do(request: HttpRequest, referral_id: UUID, verb: str) -> HttpResponse:
    """The form of one verb. A refusal or a stale version keeps what was typed."""
    actor = actor_of(request)
    if verb not in FORMS:
        raise Http404
    found = _one(actor, referral_id)
    saw(actor, [found.patient_id])
    kind = FORMS[verb]
    if request.method == "GET":
        return _form_page(request, kind(actor=actor, referral=found), said=_in_the_way(actor, found, verb))
    form = kind(request.POST, request.FILES, actor=actor, referral=found)
    return _run(request, form) if form.is_valid() else _form_page(request, form, status=422)


def _in_the_way(actor: Actor, referral: Referral, verb: str) -> Said | None:
    """What stands in the way of this act now, before somebody fills in its form."""
    if verb not in MOVE:
        return None
    act = next((one for one in loop.acts(actor, referral) if one.verb == verb), None)
    text = act.obstacle if act else f"The referral is at “{referral.get_stage_display()}”."
    return Said("This cannot be done now", text, Tone.LATE) if text else None


def _run(request: HttpRequest, form: VerbForm) -> HttpResponse:
    try:
        form.run()
    except Refused as refusal:
        form.refuse(refusal)
        return _form_page(request, form, status=409)
    except Stale as stale:
        return _form_page(request, _renewed(form, stale), said=Said("Not done yet", stale.sentence, Tone.YOU), status=409)
    messages.success(request, f"Done: {form.button.lower()}.")
    return HttpResponseRedirect(reverse("referrals:referral", args=[form.referral.pk]))


def _renewed(form: VerbForm, stale: Stale) -> VerbForm:
    """The same text on the row's newest version, so that sending again is a deliberate act."""
    data = {**form.data.dict(), "version": str(stale.version)} if isinstance(form.data, QueryDict) else form.data
    return type(form)(data, actor=form.actor, referral=form.referral)


def _form_page(request: HttpRequest, form: VerbForm, *, said: Said | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "form": form,
        "said": said,
        "blocked": said is not None and said.tone == Tone.LATE,
        "referral": form.referral,
        "banner": screen.over(actor, fetch.patient_of(actor, form.referral.patient_id)),
        "outcome": getattr(form.referral, "outcome", None) if form.verb in ("acknowledge_outcome", "close", "release_outcome") else None,
    }
    return render(request, "referrals/do.html", context, status=status)


class AnswerForm(forms.Form):
    """Words or a file, or that it is no longer needed."""

    text = forms.CharField(label="Answer", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False)
    file = forms.FileField(label="Document", required=False)


@require_http_methods(["GET", "POST"])
@at_work(Permission.ANSWER)
def answer_item(request: HttpRequest, referral_id: UUID, item_id: UUID) -> HttpResponse:
    """Answer one question: one click uploads the file that was asked for."""
    actor = actor_of(request)
    found = _one(actor, referral_id)
    item = InfoItem.objects.filter(referral=found, pk=item_id).first()
    if item is None:
        raise Http404
    saw(actor, [found.patient_id])
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(actor, found, item, form)
            return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]) + "#questions")
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    status = 200 if request.method == "GET" else 409
    banner = screen.over(actor, fetch.patient_of(actor, found.patient_id))
    context = {"form": form, "item": item, "referral": found, "banner": banner}
    return render(request, "referrals/answer.html", context, status=status)


def _answer(actor: Actor, referral: Referral, item: InfoItem, form: AnswerForm) -> None:
    file = form.cleaned_data["file"]
    kind = item.document_kind if item.document_kind in DocumentKind.values else DocumentKind.OTHER
    document = usable(upload(actor, referral.patient_id, file=file, kind=kind, title=item.label)).pk if file else None
    verbs.answer_item(actor, referral.pk, item.pk, text=form.cleaned_data["text"], document=document)


@require_POST
@at_work(Permission.WRITE_NOTE)
def write_note(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Internal unless the writer chose both sides; people named with @ are told."""
    actor = actor_of(request)
    found = _one(actor, referral_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, referral_id, note=form)
    text, is_internal = form.cleaned_data["text"], form.is_internal
    mentions = verbs.mentioned(actor, found, text, is_internal)
    note = verbs.write_note(actor, referral_id, text=text, is_internal=is_internal, mentions=mentions)
    return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]) + f"#note-{note.pk}")


@require_POST
@at_work(Permission.WRITE_NOTE)
def write_message(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Write to the patient's side."""
    actor = actor_of(request)
    _one(actor, referral_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _again(request, referral_id, message=form)
    verbs.write_message(actor, referral_id, text=form.cleaned_data["text"])
    messages.success(request, "Sent to the patient.")
    return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]) + "#messages")


@require_POST
@at_work(Permission.VIEW)
def mark_read(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    _seen(actor_of(request), referral_id)
    verbs.mark_read(actor_of(request), referral_id)
    return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]) + "#notes")


@require_GET
@at_work(Permission.VIEW)
def packet_pdf(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The frozen packet as it was sent."""
    actor = actor_of(request)
    found = _seen(actor, referral_id)
    pdf = PacketPdf.objects.filter(referral=found).order_by("-packet__number").first()
    if pdf is None:
        raise Http404
    record(actor, "download packet", about=found, patients=[found.patient_id])
    headers = {"Content-Disposition": f'attachment; filename="packet-{str(referral_id)[:8]}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(pdf.body), content_type="application/pdf", headers=headers)


@require_GET
@at_work(Permission.VIEW)
def document(request: HttpRequest, referral_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A document that was sent with this referral, as an attachment only."""
    actor = actor_of(request)
    found = _seen(actor, referral_id)
    row = Document.objects.filter(pk=document_id, pk__in=found.documents.values("document_id")).first()
    if row is None or not row.file:
        raise Http404
    record(actor, "download document", about=row, patients=[found.patient_id])
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.filename or "document", content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
