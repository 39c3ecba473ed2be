"""Accounts: made without a password (a letter lets their owner set one), deactivated, signed out, given back a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString

from carecoord.accounts import joining, policy, signals, verbs
from carecoord.accounts.admin.kept import Kept, KeptInline
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.forms import phone_number
from carecoord.accounts.models import Membership, User
from carecoord.accounts.people import signed_in

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class AccountForm(UserForm):
    """No password: nobody chooses one for somebody else."""

    class Meta:
        model = User
        fields = ("email", "name", "title", "phone", "language", "time_zone", "is_staff")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if joining.account_for(email) not in (None, self.instance if self.instance.pk else None):
            raise forms.ValidationError("There is an account with this address.")
        return email

    def clean_phone(self) -> str:
        return phone_number(self.cleaned_data["phone"])

    def clean_is_staff(self) -> bool:
        wanted = bool(self.cleaned_data["is_staff"])
        if wanted and self.instance.pk and Membership.objects.active().filter(user=self.instance).exists():
            raise forms.ValidationError("Somebody who works at an organization cannot be an administrator: administrators see no patient.")
        return wanted


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300, min_length=verbs.LEAST_REASON, help_text="How did you make sure who asked? This is written down."
    )


class MembershipInline(KeptInline):
    model = Membership
    fields = readonly_fields = ("organization", "role", "since", "until")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(Kept):
    form = AccountForm
    list_display = ("name", "email", "is_active", "is_staff", "second_factor", "last_login", "joined_at")
    list_filter = ("is_active", "is_staff", "language", "memberships__organization")
    search_fields = ("name", "email")
    date_hierarchy = "joined_at"
    ordering = ("name",)
    inlines = (MembershipInline,)
    actions = ("export_csv", "deactivate", "reactivate", "send_reset", "end_sessions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=policy.FACTORS)
        found: QuerySet[User] = super().get_queryset(request)
        return found.annotate(has_factor=Exists(factors))

    @admin.display(boolean=True, description="Second factor")
    def second_factor(self, user: User) -> bool:
        return bool(user.has_factor)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description="Second factor")
    def reset(self, user: User) -> SafeString:
        return format_html('<a href="{}">Reset with a reason</a>', reverse("admin:accounts_user_reset_factor", args=[user.pk]))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return ("email", "is_active", "last_login", "joined_at", "reset") if obj else ()

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        asked = ("email", "name", "title", "phone", "language", "time_zone", "is_staff")
        return (*asked, "is_active", "last_login", "joined_at", "reset") if obj else asked

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_superuser = obj.is_staff
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "is_staff" in form.changed_data:
            verbs.end_sessions(obj)
            signals.administration_given.send(sender=User, by=request.user, user=obj, is_given=obj.is_staff)
        if not change:
            send_reset_letter(request, obj)

    @admin.action(description="Deactivate: refused at the next request, signed out everywhere")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.each(request, queryset, lambda user: verbs.deactivate(signed_in(request), user), "Deactivated")

    @admin.action(description="Activate again")
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.each(request, queryset, lambda user: verbs.reactivate(signed_in(request), user), "Active again")

    @admin.action(description="Send a letter to set the password")
    def send_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.each(request, queryset, lambda user: send_reset_letter(request, user), "Letters on their way")

    @admin.action(description="Sign out everywhere")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.each(request, queryset, verbs.end_sessions, "Signed out everywhere")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reset_factor)
        return [path("<int:object_id>/reset-second-factor/", view, name="accounts_user_reset_factor"), *super().get_urls()]

    @method_decorator(reauthentication_required)
    def reset_factor(self, request: HttpRequest, object_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=object_id)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                verbs.reset_second_factor(signed_in(request), user, reason=form.cleaned_data["reason"])
            except NotPossible as refusal:
                form.add_error("reason", refusal.sentence)
            else:
                messages.success(request, f"{user.name} sets up a second factor at the next sign-in, and was signed out everywhere.")
                return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Reset the second factor of {user.name}",
            "form": form,
            "user_shown": user,
        }
        return TemplateResponse(request, "admin/accounts/reset_factor.html", {**context, "opts": self.opts})


def send_reset_letter(request: HttpRequest, user: User) -> None:
    """The letter of "forgot password": its link proves the address."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
