"""Who works where, and who is invited to. Somebody joins by accepting an invitation only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from carecoord.accounts import letters, verbs
from carecoord.accounts.admin.kept import Kept, ReadOnly
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.models import Invitation, Membership, Role
from carecoord.accounts.people import signed_in

if TYPE_CHECKING:
    InvitationModelForm = forms.ModelForm[Invitation]
else:
    InvitationModelForm = forms.ModelForm


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("user", "organization", "role", "since", "until")
    list_filter = ("role", "organization")
    search_fields = ("user__name", "user__email", "organization__name")
    date_hierarchy = "since"
    list_select_related = ("user", "organization")
    actions = ("export_csv", "end")

    @admin.action(description="End: refused at the next request, signed out everywhere")
    def end(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        by = signed_in(request)
        self.each(request, queryset, lambda row: verbs.end_membership(by, row.pk, organization=row.organization), "Ended")


class InvitationForm(InvitationModelForm):
    class Meta:
        model = Invitation
        fields = ("organization", "email", "role", "language")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organization, email = data.get("organization"), str(data.get("email", "")).lower()
        here = Membership.objects.active().filter(user__email=email, organization=organization)
        if organization is not None and here.exists():
            self.add_error("email", "This colleague works there already.")
        return data

    def validate_constraints(self) -> None:
        """Inviting again renews the open invitation, so a second row is no fault."""


@admin.register(Invitation)
class InvitationAdmin(Kept):
    form = InvitationForm
    list_display = ("email", "organization", "role", "invited_by", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role", "organization")
    search_fields = ("email", "organization__name")
    date_hierarchy = "created_at"
    autocomplete_fields = ("organization",)
    list_select_related = ("organization", "invited_by")
    actions = ("export_csv", "send_again", "revoke")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        token = verbs.invite(signed_in(request), organization=obj.organization, email=obj.email, role=Role(obj.role), language=obj.language)
        obj.pk = Invitation.objects.for_token(token).get().pk
        send(request, obj, token)

    @admin.action(description="Send again: the old link stops working")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        def again(row: Invitation) -> None:
            if row.accepted_at or row.revoked_at:
                raise NotPossible("This invitation is not open any more.")
            send(request, row, verbs.renew_invitation(signed_in(request), row))

        self.each(request, queryset, again, "Sent again")

    @admin.action(description="Take back")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        by = signed_in(request)
        self.each(request, queryset, lambda row: verbs.revoke(by, row.pk, organization=row.organization), "Taken back")


def send(request: HttpRequest, row: Invitation, token: str) -> None:
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
    letters.invitation(to=row.email, language=row.language, link=link)
