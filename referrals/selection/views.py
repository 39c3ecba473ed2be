"""HTTP of eligibility: the panel of a referral, one click on what is missing, an answer, a stored verdict."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from referrals.models import Referral, Verdict
from referrals.page import fetch, screen
from referrals.selection import panel, verbs
from referrals.selection.asking import ask as ask_practice
from referrals.selection.forms import AnswerForm
from referrals.selection.keys import KEYS
from referrals.selection.permissions import Permission
from referrals.selection.sets import newer_than


def one(actor: Actor, referral_id: UUID) -> Referral:
    try:
        found = fetch.one(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    saw(actor, [found.patient_id])
    return found


@require_GET
@at_work(Permission.VIEW)
def eligibility(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return page(request, actor, one(actor, referral_id))


def page(request: HttpRequest, actor: Actor, referral: Referral, *, said: Said | None = None, status: int = 200) -> HttpResponse:
    banner = screen.over(actor, fetch.patient_of(actor, referral.patient_id))
    shown = {"page": panel.build(actor, referral), "banner": banner, "said": said, "today": timezone.localdate()}
    return render(request, "selection/panel.html", shown, status=status)


@require_POST
@at_work(Permission.VIEW)
def ask(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One question, or every one that is ticked; "all" asks for everything that is missing."""
    actor = actor_of(request)
    referral = one(actor, referral_id)
    single = request.POST.get("one", "")
    keys = [single] if single else request.POST.getlist("key")
    version = request.POST.get("version", "")
    try:
        told = ask_practice(actor, referral, version=int(version) if version.isdigit() else 0, keys=keys)
    except (Refused, Stale) as refusal:
        return page(request, actor, referral, said=Said("Nothing was asked", refusal.sentence, Tone.YOU), status=409)
    messages.success(request, told)
    return redirect("selection:eligibility", referral_id)


@require_POST
@at_work(Permission.VIEW)
def answer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What the record holds no table for, such as "no active infection"."""
    actor = actor_of(request)
    referral = one(actor, referral_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        fault = next(iter(form.errors.values()))[0]
        return page(request, actor, referral, said=Said("Not saved yet", str(fault), Tone.YOU), status=422)
    try:
        row = verbs.answer_fact(actor, referral.patient_id, **form.cleaned_data)
    except Refused as refusal:
        return page(request, actor, referral, said=Said("Not saved yet", refusal.sentence, Tone.YOU), status=409)
    messages.success(request, f"Saved: {KEYS[row.key].label}.")
    return redirect("selection:eligibility", referral_id)


@require_POST
@at_work(Permission.VIEW)
def store(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    referral = one(actor, referral_id)
    rows = verbs.store(actor, referral.pk)
    messages.success(request, f"Kept as it stands today: {len(rows)} verdicts. They never change.")
    return redirect("selection:eligibility", referral_id)


@require_GET
@at_work(Permission.VIEW)
def verdict(request: HttpRequest, verdict_id: UUID) -> HttpResponse:
    """One stored verdict, exactly as it was; and whether a newer rule exists now."""
    actor = actor_of(request)
    row = Verdict.objects.visible_to(actor).select_related("rule_set", "organization", "referral").filter(pk=verdict_id).first()
    if row is None:
        raise Http404
    saw(actor, [row.patient_id])
    center = row.referral.to_org_id if row.referral else row.rule_set.owner_id
    shown = {
        "verdict": row,
        "banner": screen.over(actor, fetch.patient_of(actor, row.patient_id)),
        "tag": panel.tag_of(row.kind, row.outcome),
        "rows": panel.rows_of(row.lines),
        "newer": newer_than(row.rule_set, center, timezone.localdate()),
    }
    return render(request, "selection/verdict.html", shown)
