"""The pages of choices and hours, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of
from carecoord.notifications import choices, deputies, habits
from carecoord.notifications.forms import ChoicesForm, HabitsForm, name_of
from carecoord.notifications.kinds import Words
from carecoord.notifications.kinds.shape import Topic
from carecoord.notifications.states import Channel
from carecoord.ui.dates import zone_word
from carecoord.ui.pieces import Tab


@dataclass(frozen=True)
class Cell:
    """`field` is None where nothing can be chosen, because it always comes."""

    channel: Words
    field: BoundField | None


@dataclass(frozen=True)
class Row:
    topic: Words
    cells: tuple[Cell, ...]


@require_http_methods(["GET", "POST"])
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Which topic comes by which channel, and when."""
    actor = actor_of(request)
    wishes = choices.mine(actor)
    form = ChoicesForm(request.POST or None, wishes=wishes)
    if is_saved(request, form, lambda: choices.choose(actor, form.chosen(), version=form.cleaned_data["version"])):
        return redirect("notices:choices")
    rows = [Row(t.label, tuple(cell(form, t, c) for c in choices.ways_out())) for t in choices.can_choose(choices.audience_of(actor))]
    context = {"form": form, "rows": rows, "channels": [c.label for c in choices.ways_out()], "tabs": tabs("notices:choices")}
    return render(request, f"notifications/choices_{choices.audience_of(actor)}.html", context, status=422 if form.errors else 200)


def cell(form: ChoicesForm, topic: Topic, channel: Channel) -> Cell:
    name = name_of((topic, channel))
    return Cell(channel.label, form[name] if name in form.fields else None)


@require_http_methods(["GET", "POST"])
@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """Quiet hours, summaries, days away."""
    actor = actor_of(request)
    audience, kept = choices.audience_of(actor), habits.of(actor.user_id or 0)
    form = HabitsForm(request.POST or None, habits=kept, audience=audience, colleagues=deputies.who_can(actor))
    if is_saved(request, form, lambda: habits.change(actor, form.values(), version=form.cleaned_data["version"])):
        return redirect("notices:hours")
    context = {"form": form, "zone": zone_word(), "tabs": tabs("notices:hours")}
    return render(request, f"notifications/hours_{audience}.html", context, status=422 if form.errors else 200)


def is_saved(request: HttpRequest, form: forms.Form, save: Callable[[], object]) -> bool:
    """Whether the form was sent and kept. Otherwise it says why not, and is ready to be sent again."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    except Stale as stale:
        form.data = {**request.POST.dict(), "version": stale.version}
        form.add_error(None, _("You changed this in another window. Look it over, then save again."))
        return False
    messages.success(request, _("Your choices are saved."))
    return True


def tabs(here: str) -> tuple[Tab, ...]:
    pages = (("notices:choices", _("What comes how")), ("notices:hours", _("My hours")), ("notices:reach", _("Where I am reached")))
    return tuple(Tab(label, reverse(name), current=name == here) for name, label in pages)
