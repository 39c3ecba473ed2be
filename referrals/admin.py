"""Chairs, beds, manufacturing slots and their hours in Django admin; the queue's criteria to read. No booking and no patient here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from carecoord.accounts.admin.kept import Kept, ReadOnly
from referrals.models import QueueCriterion, Resource, SlotRules


@admin.register(Resource)
class ResourceAdmin(Kept):
    """What a resource is stays; its name and whether it is in use change."""

    list_display = ("name", "kind", "product", "center", "is_active")
    list_filter = ("kind", "center", "is_active")
    search_fields = ("name", "product", "center__name")
    list_select_related = ("center",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("center", "kind", "product") if obj else ()


@admin.register(SlotRules)
class SlotRulesAdmin(Kept):
    list_display = ("center", "hold_hours", "offer_hours", "set_at")
    list_select_related = ("center",)
    readonly_fields = ("set_by", "set_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("center", *self.readonly_fields) if obj else self.readonly_fields


@admin.register(QueueCriterion)
class QueueCriterionAdmin(ReadOnly):
    """Proposed and approved by the center's own people, on its own page."""

    list_display = ("words", "points", "measure", "center", "effective_on", "retired_on", "approved_by", "approved_at")
    list_filter = ("center", "measure")
    list_select_related = ("center", "approved_by")
