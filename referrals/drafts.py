"""Writing a referral: choose the patient, type, be saved, see what is missing, send. Resumable; nothing reaches a center before Send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.accounts.models import Organization, OrganizationKind
from carecoord.audit.trail import saw
from carecoord.ui.forms import DateInput, offer
from carecoord.ui.parts import Meter, MeterGroup, Tone
from carecoord.ui.pieces import Said
from patients.banner import Known, banner
from patients.models import Patient
from patients.verbs.rows import today
from referrals import intake, verbs
from referrals.intake.checklist import WHEN
from referrals.models import CenterOffer, OfferKind, Referral, ReferralKind, Urgency
from referrals.permissions import Permission
from referrals.states import Stage
from referrals.worklist.query import people_of


class DraftForm(forms.Form):
    """What the practice says; everything else comes from the record."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Type of referral", choices=ReferralKind.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label="Urgency", choices=Urgency.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why now", help_text="Needed before sending", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    products = forms.MultipleChoiceField(label="Products of interest", widget=forms.CheckboxSelectMultiple, required=False)
    next_therapy_on = forms.DateField(label="Next planned therapy", widget=DateInput, required=False)
    agreed_on = forms.DateField(
        label="Patient agreed to be contacted on", help_text="Needed before sending", widget=DateInput, required=False
    )
    centers = forms.MultipleChoiceField(
        label="Send to", help_text="Several centers can look at it at once", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centers = partner_centers(actor)
        offer(self, "centers", [(str(pk), name) for pk, name in centers])
        offers = CenterOffer.objects.filter(organization__in=[pk for pk, _ in centers], kind=OfferKind.PRODUCT, is_accepting=True)
        names = dict(offers.order_by("name").values_list("code", "name"))
        offer(self, "products", names.items())

    def values(self) -> dict[str, Any]:
        """What `save_draft` takes; several centers stay in `typed` until they are sent to."""
        data = {name: self.cleaned_data[name] for name in ("kind", "urgency", "reason", "products", "next_therapy_on", "agreed_on")}
        chosen = [int(pk) for pk in self.cleaned_data["centers"]]
        data["to_org"] = Organization.objects.get(pk=chosen[0]) if chosen else None
        return {**data, "typed": {"centers": chosen}}


def partner_centers(actor: Actor) -> list[tuple[int, str]]:
    """Active centers with an open partnership with the reader's practice."""
    rows = Organization.objects.filter(
        kind=OrganizationKind.CENTER,
        is_active=True,
        practice_partnerships__practice_id=actor.place_id,
        practice_partnerships__until_on__isnull=True,
    )
    return list(rows.order_by("name").values_list("pk", "name"))


@require_http_methods(["GET", "POST"])
@at_work(Permission.DRAFT)
def new(request: HttpRequest) -> HttpResponse:
    """Choose the patient; the same press twice gives one draft."""
    actor = actor_of(request)
    if request.method == "POST":
        return _start(request, actor)
    alive = Patient.objects.filter(custodian_id=actor.place_id, deceased_at__isnull=True)
    recent = list(alive.order_by("-created_at").values_list("pk", flat=True)[:12])
    people = people_of(actor, set(recent))
    saw(actor, people)
    shown = [people[pk] for pk in recent if pk in people]
    return render(request, "referrals/new.html", {"people": shown, "kinds": ReferralKind.choices})


def _start(request: HttpRequest, actor: Actor) -> HttpResponse:
    try:
        patient_id = UUID(request.POST.get("patient", ""))
    except ValueError:
        raise Http404 from None
    kind = request.POST.get("kind", ReferralKind.CONSULT)
    before = request.POST.get("continues") or None
    try:
        referral = verbs.start(
            actor,
            patient_id,
            kind=ReferralKind(kind) if kind in ReferralKind.values else ReferralKind.CONSULT,
            continues=UUID(before) if before else None,
            idempotency_key=request.POST.get("key", "")[:80],
        )
    except (Patient.DoesNotExist, Referral.DoesNotExist):
        raise Http404 from None
    return HttpResponseRedirect(reverse("referrals:draft", args=[referral.pk]))


@require_http_methods(["GET", "POST"])
@at_work(Permission.DRAFT)
def draft(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The draft: what is typed, what the record already says, what is still missing."""
    actor = actor_of(request)
    referral = own_draft(actor, referral_id)
    saw(actor, [referral.patient_id])
    if request.method == "GET":
        return _page(request, referral, DraftForm(initial=typed(referral), actor=actor))
    form = DraftForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, referral, form, status=422)
    return _keep(request, actor, referral, form)


def _keep(request: HttpRequest, actor: Actor, referral: Referral, form: DraftForm) -> HttpResponse:
    """Save, and send when that was the button; a refusal undoes both and keeps the text."""
    try:
        saved = verbs.save_draft(actor, referral.pk, version=form.cleaned_data["version"], values=form.values())
        if "lines" in request.POST:
            return HttpResponseRedirect(reverse("referrals:draft_line", args=[referral.pk]))
        if "send" not in request.POST:
            messages.success(request, "Saved. You can go on later from the Drafts tab.")
            return HttpResponseRedirect(reverse("referrals:draft", args=[referral.pk]))
        sent = verbs.submit(actor, saved.pk, version=saved.version, centers=[int(c) for c in form.cleaned_data["centers"]])
    except Refused as refusal:
        form.add_error(FIELDS.get(refusal.field), refusal.sentence)
        return _page(request, referral, form, status=409)
    except Stale as stale:
        again = DraftForm({**request.POST.dict(), **_lists(request), "version": str(stale.version)}, actor=actor)
        return _page(request, referral, again, said=Said("Not saved yet", stale.sentence, Tone.YOU), status=409)
    names = ", ".join(row.center.short_name for row in sent)
    messages.success(request, f"Sent to {names}. They say that it arrived within one working day; you are told when they do.")
    return HttpResponseRedirect(reverse("referrals:referral", args=[sent[0].pk]))


def _lists(request: HttpRequest) -> dict[str, list[str]]:
    """Boxes that can be ticked several times, as they were ticked."""
    return {name: request.POST.getlist(name) for name in ("products", "centers")}


FIELDS = {"to_org": "centers", "agreed_on": "agreed_on"}


@require_POST
@at_work(Permission.DRAFT)
def autosave(request: HttpRequest, referral_id: UUID) -> JsonResponse:
    """What the page sends while somebody types: 200 with the new version, 409 when somebody else was faster."""
    actor = actor_of(request)
    form = DraftForm(request.POST, actor=actor)
    if not form.is_valid():
        return JsonResponse({"errors": sorted(form.errors)}, status=422)
    try:
        saved = verbs.save_draft(actor, own_draft(actor, referral_id).pk, version=form.cleaned_data["version"], values=form.values())
    except Stale as stale:
        return JsonResponse({"sentence": stale.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    return JsonResponse({"version": saved.version})


def own_draft(actor: Actor, referral_id: UUID) -> Referral:
    found = (
        Referral.objects.visible_to(actor)
        .filter(pk=referral_id, from_org_id=actor.place_id, stage=Stage.DRAFT)
        .select_related("to_org")
        .first()
    )
    if found is None:
        raise Http404
    return found


def typed(referral: Referral) -> dict[str, Any]:
    """The draft as the form shows it."""
    names = ("version", "kind", "urgency", "reason", "products", "next_therapy_on", "agreed_on")
    chosen = referral.typed.get("centers") or ([referral.to_org_id] if referral.to_org_id else [])
    return {**{name: getattr(referral, name) for name in names}, "centers": [str(pk) for pk in chosen]}


@dataclass(frozen=True)
class Screen:
    person: dict[str, Any]
    meter: Meter
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    record_href: str
    autosave_href: str


def _page(request: HttpRequest, referral: Referral, form: DraftForm, *, said: Said | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    person = people_of(actor, {referral.patient_id})[referral.patient_id]
    measured = intake.measure(intake.checklist_for(referral.to_org, referral.products), intake.snapshot(actor, referral))
    groups = [(words, tuple(row.is_present for row in measured.rows if row.item.when == when)) for when, words in WHEN.items()]
    lacking = [(words, tuple(item.label for item in measured.missing(when))) for when, words in WHEN.items()]
    page = Screen(
        person=person,
        meter=Meter(tuple(MeterGroup(words, items) for words, items in groups if items), about="packet items are in"),
        missing=tuple((words, labels) for words, labels in lacking if labels),
        record_href=reverse("patients:record", args=[referral.patient_id]),
        autosave_href=reverse("referrals:autosave", args=[referral.pk]),
    )
    context = {"page": page, "form": form, "referral": referral, "said": said, "banner": banner(actor, Known(**person), today=today(actor))}
    return render(request, "referrals/draft.html", context, status=status)
