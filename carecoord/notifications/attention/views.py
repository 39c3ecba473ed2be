"""HTTP of tasks about unread urgent notices: the list, and taking, giving back and finishing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.notifications.attention import screen, verbs
from carecoord.notifications.attention.rows import Attention
from carecoord.notifications.permissions import Permission
from carecoord.ui.pieces import Empty

VERBS = {"claim": verbs.claim, "release": verbs.release, "finish": verbs.finish}
NOTHING = Empty("Every urgent notice was read", "One that nobody here opens within four working hours comes to this list by itself.")


@require_GET
@at_work(Permission.ATTEND)
def attention(request: HttpRequest) -> HttpResponse:
    rows = screen.rows(actor_of(request))
    return render(request, "notifications/attention.html", {"attention": rows, "empty": NOTHING})


@require_POST
@at_work(Permission.ATTEND)
def attend(request: HttpRequest, attention_id: UUID, verb: str) -> HttpResponse:
    """Back to where the button stood, with a sentence if somebody was faster."""
    if verb not in VERBS or not request.POST.get("version", "").isdigit():
        raise Http404
    try:
        VERBS[verb](actor_of(request), attention_id, version=int(request.POST["version"]))
    except Attention.DoesNotExist as fault:
        raise Http404 from fault
    except (Refused, Stale) as fault:
        messages.warning(request, fault.sentence)
    back = request.META.get("HTTP_REFERER", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "notices:attention")
