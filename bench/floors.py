"""What a page costs before it does anything: nothing at all, one query with fifty plain rows, one INSERT with its audit row."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines

from carecoord.access.web import actor_of
from carecoord.audit.trail import record
from referrals.models import Referral, SavedView

PAGE = engines["django"].from_string(
    '{% extends "base_staff.html" %}{% block title %}Floor{% endblock %}{% block heading %}Floor{% endblock %}{% block content %}'
    '<table class="cc-table"><tbody>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.stage }}</td><td>{{ row.ball }}</td>'
    "<td>{{ row.kind }}</td><td>{{ row.due_at }}</td></tr>{% endfor %}</tbody></table>{% endblock %}"
)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    """Signed in, one query, fifty plain rows in the same frame."""
    rows = Referral.objects.received_by(actor_of(request)).filter(is_open=True).order_by("due_at", "id")
    return HttpResponse(PAGE.render({"rows": rows.values("id", "stage", "ball", "kind", "due_at")[:50]}, request))


def insert(request: HttpRequest) -> HttpResponse:
    """One row and the audit row that tells of it."""
    actor = actor_of(request)
    row = SavedView.objects.create(organization_id=actor.place_id, user_id=actor.user_id or 0, name=uuid4().hex, query="tab=all")
    record(actor, "floor insert", about=row)
    return JsonResponse({"id": row.pk})
