"""Browsers that are signed in, which can be signed out; and what administrators did here."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from carecoord.accounts.admin.kept import ReadOnly


@admin.register(UserSession)
class SessionAdmin(ReadOnly):
    list_display = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    search_fields = ("user__name", "user__email", "ip")
    date_hierarchy = "created_at"
    list_select_related = ("user",)
    actions = ("export_csv", "end")

    @admin.action(description="Sign out")
    def end(self, request: HttpRequest, queryset: QuerySet[UserSession]) -> None:
        self.each(request, queryset, lambda session: session.end(), "Signed out")


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly):
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "change_message")
    list_filter = ("action_flag", "content_type")
    search_fields = ("object_repr", "user__name", "user__email")
    date_hierarchy = "action_time"
    list_select_related = ("user", "content_type")
