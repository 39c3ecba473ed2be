"""The page behind the link that ends a topic: for anybody who has the link, signed in or not, and for mail programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from carecoord.access import limits
from carecoord.access.web import actor_of
from carecoord.notifications import unsubscribe


@csrf_exempt  # a mail program has no session and no token of ours; the sealed link is what allows this one act
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, and changes nothing; POST does it."""
    actor = actor_of(request)
    limits.take(actor, limits.Limit.CALLS)
    wish = unsubscribe.opened(token)
    if wish is None:
        return render(request, "notifications/unsubscribe_gone.html", status=404)
    if request.method == "POST":
        unsubscribe.leave(actor, wish)
    context = {"topic": wish.topic.label, "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
