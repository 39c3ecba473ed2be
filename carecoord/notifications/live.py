"""What pages ask again and again: how many notices are unread. Cheap, small, and the same answer is said in no words at all (304)."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from carecoord.access.actor import Actor
from carecoord.notifications import center


@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """One statement. No sign-in page for a script: 401, and the script stops asking."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction
    if actor.user_id is None:
        return HttpResponse(status=401)
    now = center.pulse(actor)
    newest = now.newest_at.isoformat() if now.newest_at else ""
    mark = sha256(f"{actor.user_id} {now.unread} {now.urgent} {newest}".encode()).hexdigest()[:20]
    answer = JsonResponse({"unread": now.unread, "urgent": now.urgent, "newest": newest})
    answer.headers["ETag"] = f'"{mark}"'
    return get_conditional_response(request, etag=f'"{mark}"', response=answer) or answer
