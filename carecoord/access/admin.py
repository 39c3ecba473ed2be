"""Machine clients in the administration: seen and stopped here, made at the command line, where the secret is shown once."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from carecoord.access import machines
from carecoord.access.models import MachineClient
from carecoord.accounts.admin.kept import ReadOnly
from carecoord.accounts.errors import NotPossible


@admin.register(MachineClient)
class MachineClientAdmin(ReadOnly):
    list_display = ("name", "client_id", "organization", "scopes", "is_active", "created_at")
    list_filter = ("is_active", "organization")
    search_fields = ("name", "client_id", "organization__name")
    date_hierarchy = "created_at"
    list_select_related = ("organization",)
    actions = ("export_csv", "stop")

    @admin.action(description="Stop: refused at the very next call")
    def stop(self, request: HttpRequest, queryset: QuerySet[MachineClient]) -> None:
        self.each(request, queryset, _stop, "Stopped")


def _stop(row: MachineClient) -> None:
    try:
        machines.revoke(row.client_id)
    except machines.NoSuch as fault:
        raise NotPossible(str(fault)) from fault
