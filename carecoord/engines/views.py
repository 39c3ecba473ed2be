"""Two addresses for machines that watch us: `/healthz`, is this process alive; `/readyz`, can it do its work. No other pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from carecoord.engines import readiness
from carecoord.engines.readiness import State


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else, so that a lost database does not get it restarted."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while pages can be served (also degraded), 503 with the reasons otherwise."""
    found = readiness.findings()
    state = readiness.overall(found)
    checks = [{"name": name, "status": finding.state, "reason": finding.reason} for name, finding in found.items()]
    return JsonResponse({"status": state, "checks": checks}, status=503 if state is State.DOWN else 200)
