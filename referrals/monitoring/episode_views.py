"""HTTP of the log of side effects: confirm one, change it, mark it as entered in error."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.access.web import actor_of, at_work
from referrals.models import Journey, ToxicityEpisode
from referrals.monitoring import episodes, screen
from referrals.monitoring.forms import ChangeEpisodeForm, EpisodeForm, WithdrawForm
from referrals.monitoring.permissions import Permission
from referrals.monitoring.views import found
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.states import Side

TAKEN = ("kind", "onset_on", "peak_grade", "peak_on", "ended_on")


def confirmable(actor: Actor, journey_id: UUID) -> Journey:
    journey = found(actor, journey_id)
    require(actor, Permission.CONFIRM, journey)
    if journey.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center keeps this log; you read it.")
    return journey


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def new(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Confirm that one began. What the checks suggest is filled in, nothing is written before it is saved."""
    actor = actor_of(request)
    journey = confirmable(actor, journey_id)
    if request.method == "GET":
        return page(request, journey, EpisodeForm(initial=start(actor, journey, request)))
    form = EpisodeForm(request.POST)
    if form.is_valid():
        try:
            episodes.open_episode(actor, journey_id, **form.cleaned_data)
            return back(journey)
        except Refused as refusal:
            refuse(form, refusal)
    return page(request, journey, form, status=422)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def change(request: HttpRequest, journey_id: UUID, episode_id: UUID) -> HttpResponse:
    """Peak, end, or that it was none."""
    actor = actor_of(request)
    journey = confirmable(actor, journey_id)
    row = ToxicityEpisode.objects.filter(journey=journey, pk=episode_id).first()
    if row is None:
        raise Http404
    known = {name: getattr(row, name) for name in (*TAKEN, "note", "version")}
    if request.method == "GET":
        return page(request, journey, ChangeEpisodeForm(initial={**known, **start(actor, journey, request)}), row=row)
    form: forms.Form = WithdrawForm(request.POST) if request.POST.get("do") == "withdraw" else ChangeEpisodeForm(request.POST)
    if form.is_valid() and run(actor, row, form):
        return back(journey)
    shown = form if isinstance(form, ChangeEpisodeForm) else ChangeEpisodeForm(initial=known)
    return page(request, journey, shown, row=row, withdraw=form if isinstance(form, WithdrawForm) else None, status=422)


def run(actor: Actor, row: ToxicityEpisode, form: forms.Form) -> bool:
    act = episodes.withdraw_episode if isinstance(form, WithdrawForm) else episodes.change_episode
    try:
        act(actor, row.journey_id, row.pk, **form.cleaned_data)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    except Stale as stale:
        form.add_error(None, stale.sentence)
        form.data = {**form.data.dict(), "version": stale.version}  # type: ignore[attr-defined]  # a QueryDict; sent again on the newest
        return False
    return True


def start(actor: Actor, journey: Journey, request: HttpRequest) -> dict[str, Any]:
    one = screen.suggested(actor, journey, request.GET.get("take", ""))
    return {name: getattr(one, name) for name in TAKEN if getattr(one, name) is not None} if one else {}


def refuse(form: forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def back(journey: Journey) -> HttpResponse:
    return HttpResponseRedirect(reverse("monitoring:course", args=[journey.pk]) + "#episodes")


def page(
    request: HttpRequest,
    journey: Journey,
    form: forms.Form,
    *,
    row: ToxicityEpisode | None = None,
    withdraw: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "journey": journey,
        "form": form,
        "row": row,
        "withdraw": withdraw or (WithdrawForm(initial={"version": row.version}, auto_id="withdraw_%s") if row else None),
        "banner": over(actor, patient_of(actor, journey.patient_id)),
    }
    return render(request, "monitoring/episode.html", context, status=status)
