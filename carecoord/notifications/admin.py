"""The outbox in Django admin: numbers and error classes. No row, no person, no patient; acts are on the command line, audited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from carecoord.notifications import operators
from carecoord.notifications.models import Outbox

LABELS = {
    "due": "Due, not yet sent",
    "retry": "Waiting for another try",
    "leased": "Being sent",
    "stuck": "Being sent for too long",
    "failed": "Could not be sent",
    "oldest_age": "Oldest due, seconds",
    "beat_age": "Last sweep by beat, seconds ago",
    "poller_age": "Last sweep by the poller, seconds ago",
}


@admin.register(Outbox)
class OutboxAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """One page, read-only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counters = operators.counters().as_dict()
        rows = [(label, "never" if counters[name] is None else counters[name]) for name, label in LABELS.items()]
        context = {**self.admin_site.each_context(request), "title": "Outbox", "rows": rows, "opts": self.opts}
        return TemplateResponse(request, "admin/notifications/outbox.html", context)
