"""Organizations, their sites and contact persons, and who works with whom."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from carecoord.accounts.admin.kept import Kept, KeptInline
from carecoord.accounts.models import ContactPerson, OpeningHours, Organization, Partnership, Site


class SiteInline(KeptInline):
    model = Site
    fields = ("name", "address", "city", "state", "zip_code", "phone", "time_zone", "is_main")


class HoursInline(KeptInline):
    """May be taken away again: a weekday without a row is closed."""

    model = OpeningHours
    fields = ("weekday", "opens", "closes")
    can_delete = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class ContactInline(KeptInline):
    model = ContactPerson
    fields = ("name", "title", "phone", "email", "is_active")


@admin.register(Organization)
class OrganizationAdmin(Kept):
    list_display = ("name", "kind", "short_name", "npi", "phone", "time_zone", "is_active", "created_at")
    list_filter = ("kind", "is_active", "is_illustrative")
    search_fields = ("name", "short_name", "npi")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at",)
    autocomplete_fields = ("medical_director",)
    inlines = (SiteInline, ContactInline)
    actions = ("export_csv", "deactivate", "reactivate")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("created_at", "is_active", "kind") if obj else ("created_at", "is_active")

    @admin.action(description="Deactivate: nobody acts for it any more")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        self._set(request, queryset, False)

    @admin.action(description="Activate again")
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        self._set(request, queryset, True)

    def _set(self, request: HttpRequest, queryset: QuerySet[Organization], is_active: bool) -> None:
        for row in queryset:
            row.is_active = is_active
            row.save(update_fields=["is_active"])
            self.log_change(request, row, "Activated." if is_active else "Deactivated.")
        self.message_user(request, f"{'Active' if is_active else 'Not active'} now: {len(queryset)}.")


@admin.register(Site)
class SiteAdmin(Kept):
    list_display = ("name", "organization", "city", "state", "zip_code", "is_main")
    list_filter = ("is_main", "organization__kind")
    search_fields = ("name", "city", "zip_code", "organization__name")
    autocomplete_fields = ("organization",)
    inlines = (HoursInline,)
    list_select_related = ("organization",)


@admin.register(ContactPerson)
class ContactAdmin(Kept):
    list_display = ("name", "title", "organization", "phone", "email", "is_active")
    list_filter = ("is_active", "organization__kind")
    search_fields = ("name", "email", "organization__name")
    autocomplete_fields = ("organization", "site")
    list_select_related = ("organization",)


@admin.register(Partnership)
class PartnershipAdmin(Kept):
    list_display = ("practice", "center", "since_on", "until_on", "practice_contact", "center_contact")
    list_filter = ("practice", "center")
    search_fields = ("practice__name", "center__name")
    date_hierarchy = "since_on"
    autocomplete_fields = ("practice", "center", "practice_contact", "center_contact")
    list_select_related = ("practice", "center", "practice_contact", "center_contact")
