"""HTTP of trials on a referral: the page both sides read, putting one on it, and the form of each act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from referrals import loop
from referrals.models import Referral, TrialOption
from referrals.page import fetch, screen
from referrals.trials import alternatives, verbs
from referrals.trials.forms import FORMS, OptionForm
from referrals.trials.permissions import Permission
from referrals.trials.views import found


def one(actor: Actor, referral_id: UUID) -> Referral:
    """404 for outsiders, and for a draft, which nobody has received."""
    try:
        row = loop.seen(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    if row.to_org_id is None or row.submitted_at is None:
        raise Http404
    saw(actor, [row.patient_id])
    return row


@require_GET
@at_work(Permission.SCREEN)
def options(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = one(actor, referral_id)
    shown = {"page": alternatives.build(actor, row), "banner": screen.over(actor, fetch.patient_of(actor, row.patient_id))}
    return render(request, "trials/options.html", shown)


@require_POST
@at_work(Permission.OFFER)
def consider(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = one(actor, referral_id)
    try:
        verbs.consider(actor, row.pk, found(request.POST.get("trial", "")), note=request.POST.get("note", ""))
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "It stands on the referral. Both sides see it.")
    return redirect("trials:options", referral_id)


@require_http_methods(["GET", "POST"])
@at_work(Permission.SCREEN)
def act(request: HttpRequest, option_id: UUID, verb: str) -> HttpResponse:
    """The form of one act; what was typed is kept."""
    actor = actor_of(request)
    option = TrialOption.objects.visible_to(actor).select_related("trial").filter(pk=option_id).first()
    if option is None or verb not in FORMS:
        raise Http404
    one(actor, option.referral_id)
    form = FORMS[verb](request.POST if request.method == "POST" else None, initial={"version": option.version})
    if request.method == "GET" or not form.is_valid():
        return page(request, option, verb, form, status=422 if request.method == "POST" else 200)
    try:
        getattr(verbs, verb)(actor, option_id, **form.cleaned_data)
    except (Refused, Stale) as refusal:
        form.refuse(refusal) if isinstance(refusal, Refused) else form.add_error(None, refusal.sentence)
        return page(request, option, verb, form, status=409)
    messages.success(request, "Done. The other side is told.")
    return redirect("trials:options", option.referral_id)


def page(request: HttpRequest, option: TrialOption, verb: str, form: OptionForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    banner = screen.over(actor, fetch.patient_of(actor, option.patient_id))
    shown = {"option": option, "label": alternatives.LABELS[verb], "form": form, "banner": banner}
    return render(request, "trials/act.html", shown, status=status)
