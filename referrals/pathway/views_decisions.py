"""HTTP of decisions: a gate and its signature, failures and how they were resolved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.permissions import require
from carecoord.access.stepup import ask, is_fresh
from carecoord.access.web import at_work
from carecoord.ui.pieces import Said
from referrals.models import JourneyBranch
from referrals.pathway import desk, gates
from referrals.pathway.forms.base import RoadForm
from referrals.pathway.forms.decisions import BranchForm, ResolveForm, SignForm
from referrals.pathway.pages import branch as words
from referrals.pathway.pages import gate as page
from referrals.pathway.pages.frame import frame
from referrals.pathway.permissions import Permission
from referrals.pathway.protocol import Branch
from referrals.pathway.road import Road


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def gate(request: HttpRequest, journey_id: UUID, code: str) -> HttpResponse:
    """What the gate asks, and one's signature under it: signing wants the password or passkey again."""
    actor, current = desk.opened(request, journey_id)
    rule = next((one for one in current.protocol.gates if one.code == code), None)
    if rule is None:
        raise Http404
    items = gates.evaluate(current, rule)
    shown = page.build(actor, current, rule, items)
    sent = (request.POST,) if request.method == "POST" else ()
    form = SignForm(*sent, actor=actor, road=current, gate=rule, items=items, sha256=shown.sha256)

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        context = {"page": shown, "form": form, "said": said, "is_fresh": is_fresh(request)}
        return render(request, "pathway/gate.html", context, status=status)

    if request.method == "GET":
        return show(form, None, 200)
    require(actor, Permission.SIGN, current.journey)
    return desk.run(request, form, show, request.path) if is_fresh(request) else ask(request)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def branches(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Choose what went wrong; with a code: its form, and what follows said before the button."""
    actor, current = desk.opened(request, journey_id)
    require(actor, Permission.BRANCH, current.journey)
    code = request.POST.get("code") or request.GET.get("code", "")
    if not code:
        context = {"frame": frame(actor, current), "parts": words.parts(current)}
        return render(request, "pathway/branches.html", context)
    rule = rule_of(current, code)
    step = request.GET.get("step", "")
    form = BranchForm(*((request.POST,) if request.method == "POST" else ()), actor=actor, road=current, rule=rule, initial=at(step))

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        told = tuple(words.follows(rule.acts, current.protocol))
        context = {"frame": frame(actor, current), "form": form, "said": said, "rule": rule, "follows": told}
        return render(request, "pathway/branch.html", context, status=status)

    if request.method == "GET":
        return show(form, None, 200)
    return desk.run(request, form, show, reverse("pathway:journey", args=[journey_id]))


def at(step: str) -> dict[str, Any]:
    return {"step": step} if step else {}


def rule_of(current: Road, code: str) -> Branch:
    rule = next((one for one in current.protocol.branches if one.code == code and code != words.DEATH), None)
    if rule is None:
        raise Http404
    return rule


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def resolve(request: HttpRequest, journey_id: UUID, branch_id: UUID) -> HttpResponse:
    """How a failure was resolved, and what each way brings."""
    actor, current = desk.opened(request, journey_id)
    require(actor, Permission.BRANCH, current.journey)
    row = JourneyBranch.objects.filter(pk=branch_id, journey=current.journey).select_related("step", "opened_by").first()
    if row is None:
        raise Http404
    rule = rule_of(current, row.code)
    form = ResolveForm(*((request.POST,) if request.method == "POST" else ()), actor=actor, road=current, rule=rule, row=row)

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        reason = dict(rule.reasons).get(row.reason_code, "")
        context = {"frame": frame(actor, current), "form": form, "said": said, "rule": rule, "row": row, "reason": reason}
        return render(request, "pathway/resolve.html", context | {"ways": words.ways(rule, current.protocol)}, status=status)

    if request.method == "GET":
        return show(form, None, 200)
    return desk.run(request, form, show, reverse("pathway:journey", args=[journey_id]))
