"""What every list of the administration shares: no delete, CSV that no spreadsheet runs, refusals as messages."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from carecoord.accounts import signals
from carecoord.accounts.errors import NotPossible

if TYPE_CHECKING:  # Django's own classes take no type argument at run time
    Admin = admin.ModelAdmin[Any]
    Inline = admin.StackedInline[Any, Any]
else:
    Admin, Inline = admin.ModelAdmin, admin.StackedInline

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """Text that a spreadsheet shows and does not run."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class Kept(Admin):
    """Histories name these rows: they are ended or deactivated, never deleted."""

    actions: Sequence[Any] = ("export_csv",)
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Download as CSV")
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """The columns of the list, for the rows that were picked."""
        names = [str(name) for name in self.get_list_display(request) if name != "action_checkbox"]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        writer = csv.writer(response, quoting=csv.QUOTE_ALL)
        writer.writerow([safe_cell(label_for_field(name, self.model, self)) for name in names])
        count = 0
        for row in queryset:
            writer.writerow([safe_cell(_value(name, row, self)) for name in names])
            count += 1
        signals.exported.send(sender=self.model, by=request.user, rows=count)
        return response

    def each(self, request: HttpRequest, queryset: QuerySet[Any], act: Callable[[Any], object], done: str) -> None:
        """Run a verb on every picked row; what cannot be done is said, the rest is done."""
        count = 0
        for row in queryset:
            try:
                act(row)
                count += 1
            except NotPossible as refusal:
                messages.error(request, f"{row}: {refusal.sentence}")
        if count:
            messages.success(request, f"{done}: {count}.")


class ReadOnly(Kept):
    """Looked at here, changed elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class KeptInline(Inline):
    """Stacked: in a table the inputs have no labels, and it scrolls sideways on a phone."""

    extra = 0
    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _value(name: str, row: Model, model_admin: Any) -> object:
    field, _, value = lookup_field(name, row, model_admin)
    if field is not None and getattr(field, "flatchoices", None):
        return dict(field.flatchoices).get(value, value)
    return value
