"""The outbox in Django admin: numbers, what failed or is stuck, and two acts with a reason, audited. No person, no patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from carecoord.access.errors import Refused
from carecoord.access.web import actor_of
from carecoord.notifications import administering, operators
from carecoord.notifications.administering import Act
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
    """One page: numbers, and a form for each notice that nobody sends."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Outbox | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        act = path("<uuid:notice_id>/act/", self.admin_site.admin_view(self.act), name="notifications_outbox_act")
        return [act, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counters = operators.counters().as_dict()
        rows = [(label, "never" if counters[name] is None else counters[name]) for name, label in LABELS.items()]
        found = {"rows": rows, "lines": operators.lines(), "troubled": administering.troubled(), "is_cut": operators.LISTED}
        context = {**self.admin_site.each_context(request), "title": "Outbox", "opts": self.opts, **found}
        return TemplateResponse(request, "admin/notifications/outbox.html", context)

    def act(self, request: HttpRequest, notice_id: UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            act = Act(request.POST.get("act", ""))
            administering.do(actor_of(request), act, notice_id, reason=request.POST.get("reason", ""))
        except ValueError:
            return HttpResponseBadRequest("Choose what to do.")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "It will be tried again within 15 seconds." if act is Act.RETRY else "Stopped.")
        return HttpResponseRedirect(reverse("admin:notifications_outbox_changelist"))
