"""HTTP of the clinical tools: the shelf and one page each. No patient, nothing kept; what is typed comes by POST, never in an address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.access.web import at_work
from patients.clinical.guides import GUIDES, IS_REVIEWED
from patients.clinical.refusals import Refusal
from patients.clinical.registry import TOOLS
from patients.clinical.tool import Tool
from patients.forms.tools import ToolForm
from patients.pages import tools as pages
from patients.pages.guides import guide_page
from patients.permissions import Permission


@require_GET
@at_work(Permission.USE_TOOLS)
def shelf(request: HttpRequest) -> HttpResponse:
    return render(request, "patients/tools.html", {"groups": pages.shelf()})


@require_http_methods(["GET", "POST"])
@at_work(Permission.USE_TOOLS)
def tool(request: HttpRequest, tool: str) -> HttpResponse:
    found = TOOLS.get(tool)
    if found is None:
        raise Http404
    form = ToolForm(found, request.POST if request.method == "POST" else None)
    answer = asked(found, form) if form.is_bound else None
    context = {"tool": found, "form": form, "answer": answer, "guide": GUIDES[tool], "is_reviewed": IS_REVIEWED}
    return render(request, "patients/tool.html", context, status=422 if form.errors else 200)


@require_GET
@at_work(Permission.USE_TOOLS)
def guide(request: HttpRequest, tool: str) -> HttpResponse:
    """The page beside a tool, to read and to print."""
    if tool not in TOOLS:
        raise Http404
    return render(request, "patients/tool_guide.html", {"tool": TOOLS[tool], "page": guide_page(TOOLS[tool])})


def asked(tool: Tool[Any, Any], form: ToolForm) -> pages.Shown | None:
    """The answer, or None with the refusal beside its field."""
    if not form.is_valid():
        return None
    try:
        return pages.shown(tool, tool.ask(form.entries(), today=timezone.localdate()))
    except Refusal as refusal:
        form.refuse(refusal)
        return None
