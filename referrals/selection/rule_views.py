"""HTTP of rule sets: the list, one set with its history, and the editor of a center's own. No patient here, but in the test of a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import may
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from referrals.models import RuleSet
from referrals.selection import trying, verbs
from referrals.selection.forms import AboutForm, BaseCriteria, Criteria, NewForm
from referrals.selection.permissions import Permission
from referrals.selection.rule_pages import listed, shown_set
from referrals.selection.states import RuleKind
from referrals.selection.verbs.rules import About


@require_GET
@at_work(Permission.READ_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    """Four kinds apart: label, trial ranges, centers, payers."""
    actor = actor_of(request)
    shown = {"groups": listed(actor, timezone.localdate()), "may_draft": may(actor, Permission.DRAFT_RULES)}
    return render(request, "selection/rules.html", shown)


def posted(request: HttpRequest) -> QueryDict | None:
    """An empty form is a form as well."""
    return request.POST if request.method == "POST" else None


def found(actor: Actor, rule_set_id: UUID) -> RuleSet:
    rows = RuleSet.objects.readable_by(actor).select_related("owner", "drafted_by", "approved_by")
    row = rows.filter(pk=rule_set_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
@at_work(Permission.READ_RULES)
def rule_set(request: HttpRequest, rule_set_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return page(request, actor, found(actor, rule_set_id))


def page(request: HttpRequest, actor: Actor, row: RuleSet, *, said: Said | None = None, status: int = 200, **more: Any) -> HttpResponse:
    shown = {"page": shown_set(actor, row, timezone.localdate()), "said": said, **more}
    return render(request, "selection/rule_set.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@at_work(Permission.DRAFT_RULES)
def new(request: HttpRequest) -> HttpResponse:
    """A set of one's own from nothing; copies begin at the set they are made of."""
    actor = actor_of(request)
    form = NewForm(posted(request), initial={"effective_on": timezone.localdate()})
    if request.method == "GET" or not form.is_valid():
        return render(request, "selection/new.html", {"form": form}, status=422 if form.errors else 200)
    got = form.cleaned_data
    try:
        row = verbs.draft(actor, kind=RuleKind(got["kind"]), key=got["key"], about=form.about())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return render(request, "selection/new.html", {"form": form}, status=409)
    return redirect("selection:edit", row.pk)


@require_POST
@at_work(Permission.DRAFT_RULES)
def copy(request: HttpRequest, rule_set_id: UUID) -> HttpResponse:
    """One's own next version, beginning with the criteria of this one."""
    actor = actor_of(request)
    row = found(actor, rule_set_id)
    about = About(row.title, row.source[:300], row.reason or "Our own limits.", timezone.localdate(), row.product)
    try:
        made = verbs.draft(actor, kind=RuleKind(row.kind), key=row.key, about=about, start=row.pk)
    except Refused as refusal:
        return page(request, actor, row, said=Said("No draft was made", refusal.sentence, Tone.YOU), status=409)
    return redirect("selection:edit", made.pk)


@require_http_methods(["GET", "POST"])
@at_work(Permission.DRAFT_RULES)
def edit(request: HttpRequest, rule_set_id: UUID) -> HttpResponse:
    """The editor: what the set is called, and a row for each criterion."""
    actor = actor_of(request)
    row = own_draft(actor, rule_set_id)
    names = ("title", "product", "effective_on", "source", "reason")
    form = AboutForm(posted(request), initial={name: getattr(row, name) for name in names})
    criteria = Criteria.of(posted(request), row.content)
    if request.method == "GET" or not (form.is_valid() and criteria.is_valid()):
        return editor(request, row, form, criteria, status=422 if request.method == "POST" else 200)
    version = request.POST.get("version", "")
    try:
        verbs.edit(actor, row.pk, version=int(version) if version.isdigit() else 0, criteria=criteria.rows(row.content), about=form.about())
    except (Refused, Stale) as refusal:
        return editor(request, row, form, criteria, said=Said("Not saved yet", refusal.sentence, Tone.YOU), status=409)
    messages.success(request, "Saved. Test it against your patients before somebody approves it.")
    return redirect("selection:rule_set", row.pk)


def editor(
    request: HttpRequest, row: RuleSet, form: AboutForm, criteria: BaseCriteria, *, said: Said | None = None, status: int = 200
) -> HttpResponse:
    shown = {"row": row, "form": form, "criteria": criteria, "said": said}
    return render(request, "selection/edit.html", shown, status=status)


def own_draft(actor: Actor, rule_set_id: UUID) -> RuleSet:
    row = found(actor, rule_set_id)
    if row.owner_id != actor.place_id or not row.is_draft:
        raise Http404
    return row


@require_POST
@at_work(Permission.DRAFT_RULES)
def test(request: HttpRequest, rule_set_id: UUID) -> HttpResponse:
    """Who would get another answer; whose names are shown is audited."""
    actor = actor_of(request)
    row = own_draft(actor, rule_set_id)
    answer = act(request, actor, row, "test")
    if isinstance(answer, HttpResponse):
        return answer
    outcome = trying.tried(actor, answer)
    saw(actor, [one.patient_id for one in outcome.differing])
    return page(request, actor, answer, tried=outcome)


@require_POST
@at_work(Permission.READ_RULES)
def do(request: HttpRequest, rule_set_id: UUID, verb: str) -> HttpResponse:
    """Approve, discard or retire, each with the version the reader saw."""
    actor = actor_of(request)
    if verb not in SAID:
        raise Http404
    row = found(actor, rule_set_id)
    if row.owner_id != actor.place_id:
        raise Http404
    answer = act(request, actor, row, verb, **({"reason": request.POST.get("reason", "")} if verb == "retire" else {}))
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, SAID[verb])
    return redirect("selection:rules") if verb == "discard" else redirect("selection:rule_set", row.pk)


SAID = {
    "approve": "Approved. It holds from its day on; stored verdicts stay as they are.",
    "discard": "The draft was taken back. It stays in the history.",
    "retire": "Ended. The limits for everybody hold again.",
}


def act(request: HttpRequest, actor: Actor, row: RuleSet, verb: str, **more: str) -> RuleSet | HttpResponse:
    """The row after the verb, or the page with what stood in the way."""
    version = request.POST.get("version", "")
    try:
        return getattr(verbs, verb)(actor, row.pk, version=int(version) if version.isdigit() else 0, **more)  # type: ignore[no-any-return]  # verbs give rows
    except (Refused, Stale) as refusal:
        return page(request, actor, row, said=Said("Nothing changed", refusal.sentence, Tone.YOU), status=409)
