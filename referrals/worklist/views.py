"""HTTP of the worklist: the page, its CSV, bulk assignment and saved views."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.actor import Actor, as_actor
from carecoord.access.permissions import may, require
from carecoord.access.web import actor_of, at_work
from carecoord.accounts.models import Membership
from carecoord.audit.exports import Export, begin
from carecoord.audit.trail import saw
from carecoord.notifications.attention import screen as attention
from referrals import verbs
from referrals.models import Referral, SavedView
from referrals.permissions import Permission
from referrals.worklist import choices, drawn, pages, query
from referrals.worklist.filters import BadFilter, Filter, Tab, View, parse

EXPORT_AT_MOST = 5000


@require_GET
@at_work(Permission.VIEW)
def worklist(request: HttpRequest) -> HttpResponse:
    """The page lived on: one tab, one filter, at most fifty rows."""
    actor = actor_of(request)
    try:
        chosen = parse(request.GET)
    except BadFilter as fault:
        return HttpResponseBadRequest(str(fault))
    page = query.page(actor, chosen)
    saw(actor, page.people)
    counts = query.counts(actor)
    request.counts["needs_me"] = counts[query.Tab.NEEDS_ME]  # type: ignore[attr-defined]  # read by carecoord.ui.context
    shown = pages.rows(actor, page)
    return render(request, "referrals/worklist.html", _screen(actor, chosen, page, counts, shown))


def _screen(actor: Actor, chosen: Filter, page: query.Page, counts: dict[Any, int], shown: tuple[pages.Row, ...]) -> dict[str, Any]:
    zone = actor.place.time_zone if actor.place else "UTC"
    offered = choices.offered(actor)
    *narrow, show_as = pages.menus(chosen)
    return {
        "filter": chosen,
        "tabs": pages.tabs(chosen, counts, is_center=actor.is_center),
        "picks": pages.picks(chosen, list(offered.views)),
        "shown": shown,
        "rows": drawn.groups(pages.groups(chosen, shown, zone)) if chosen.view == View.LIST else "",
        "columns": pages.columns(shown) if chosen.view == View.BOARD else (),
        "is_board": chosen.view == View.BOARD,
        "bulk": pages.bulk(may(actor, Permission.ASSIGN), may(actor, Permission.EXPORT)),
        "empty": pages.empty(chosen, counts),
        "next": f"{chosen.href()}&after={page.next}" if page.next else "",
        "first": chosen.href() if chosen.after else "",
        "attention": attention.rows(actor) if chosen.tab == Tab.ESCALATED else (),
        "now": timezone.now(),
        "zone": zone,
        "may_start": may(actor, Permission.DRAFT),
        "heads": pages.heads(chosen),
        "menus": [choices.named(menu) for menu in (*narrow, *choices.menus(actor, chosen, offered), show_as)],
    }


@require_POST
@at_work(Permission.VIEW)
def bulk(request: HttpRequest) -> HttpResponseBase:
    """What the bulk bar sends: the picked rows and what to do with them."""
    acts = {"assign": assign, "export": export}
    if request.POST.get("do") not in acts:
        return HttpResponseBadRequest("The worklist cannot do this with rows.")
    return acts[request.POST["do"]](request)


def assign(request: HttpRequest) -> HttpResponse:
    """Give the picked rows to a colleague; asks for the name first when none was chosen."""
    actor = actor_of(request)
    require(actor, Permission.ASSIGN)
    picked = _picked(request.POST)
    if "owner" not in request.POST:
        return render(request, "referrals/assign.html", {"picked": picked, "team": _team(actor), "back": _back(request)})
    owner = request.POST["owner"]
    try:
        done = verbs.assign_many(actor, picked, owner=int(owner) if owner.isdigit() else None)
    except Referral.DoesNotExist:
        raise Http404 from None
    messages.success(request, f"{len(done)} referral{'s' if len(done) != 1 else ''} assigned.")
    return HttpResponseRedirect(_back(request))


def export(request: HttpRequest) -> HttpResponseBase:
    """The same filter as CSV: audited for the ids it may send before the first byte, then streamed in a transaction of its own."""
    actor = actor_of(request)
    require(actor, Permission.EXPORT)
    values = QueryDict(request.POST.get("query", ""))
    try:
        chosen = parse(values)
    except BadFilter as fault:
        return HttpResponseBadRequest(str(fault))
    picked = _picked(request.POST)
    page = query.page(actor, chosen, size=EXPORT_AT_MOST)
    wanted = [row for row in page.rows if not picked or row["id"] in picked]
    begin(actor, Export.WORKLIST, patients=[row["patient_id"] for row in wanted], fields=CSV_HEADS)
    ids = {row["id"] for row in wanted}
    response = StreamingHttpResponse(as_actor(actor, lambda: _lines(actor, chosen, ids)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="worklist-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


CSV_HEADS = ("Patient", "Born, sex, MRN", "Stage", "Days in stage", "Who holds the ball", "Next step", "Due", "Owner", "Referral")


class _Echo:
    """A file whose writes are what the caller gets back."""

    def write(self, text: str) -> str:
        return text


def _lines(actor: Actor, chosen: Filter, ids: set[UUID]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield "\ufeff" + writer.writerow(CSV_HEADS)
    page = query.page(actor, chosen, size=EXPORT_AT_MOST)
    for row in pages.rows(actor, page):
        if row.id in ids:
            yield writer.writerow([safe(value) for value in pages.csv_row(row, actor.place.short_name if actor.place else "")])


def safe(value: object) -> str:
    """No spreadsheet takes a cell for a formula: a leading sign gets an apostrophe."""
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


@require_POST
@at_work(Permission.VIEW)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the current filter under a name, for oneself or the team."""
    actor = actor_of(request)
    try:
        chosen = parse(QueryDict(request.POST.get("query", "")))
    except BadFilter as fault:
        return HttpResponseBadRequest(str(fault))
    name, shared = request.POST.get("name", "").strip()[:40], request.POST.get("is_shared") == "1"
    if not name:
        return render(request, "referrals/save_view.html", {"query": chosen.query, "may_share": may(actor, Permission.SHARE_VIEW)})
    if shared:
        require(actor, Permission.SHARE_VIEW)
    SavedView.objects.update_or_create(
        organization_id=actor.place_id, user_id=actor.user_id or 0, name=name, defaults={"query": chosen.query, "is_shared": shared}
    )
    messages.success(request, f"Saved as “{name}”.")
    return HttpResponseRedirect(reverse("referrals:worklist") + "?" + chosen.query)


@require_POST
@at_work(Permission.VIEW)
def drop_view(request: HttpRequest, view_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(SavedView, pk=view_id, organization_id=actor.place_id, user_id=actor.user_id).delete()
    return HttpResponseRedirect(reverse("referrals:worklist"))


def _picked(values: QueryDict) -> list[UUID]:
    try:
        return [UUID(value) for value in values.getlist("row")]
    except ValueError:
        return []


def _team(actor: Actor) -> list[tuple[int, str]]:
    rows = Membership.objects.active().filter(organization_id=actor.place_id).exclude(role__in=("organization_admin", "privacy_officer"))
    return list(rows.order_by("user__name").values_list("user_id", "user__name"))


def _back(request: HttpRequest) -> str:
    """The worklist as it was, from the form; never another site."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("referrals:worklist")
