"""The administration's own site: stock Django admin behind the house's door, with our models only and no patient in it.

What an app of somebody else registers (second factors with their seeds, tokens) is left out; a model with a patient is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator

OURS = ("carecoord.", "patients.", "referrals.", "education.")
PATIENT = {"patient_id", "referral_id", "patient_ids", "journey_id"}


def is_ours(admin_class: type | None) -> bool:
    """Registered by one of our apps, whoever made the model."""
    return admin_class is not None and admin_class.__module__.startswith(OURS)


def holds_patient(model: type[Model]) -> bool:
    return model._meta.label_lower == "patients.patient" or bool({f.attname for f in model._meta.concrete_fields} & PATIENT)


class Administration(AdminSite):
    site_header = "carecoord administration"
    site_title = "carecoord"
    index_title = "People, organizations, content"
    site_url = "/account/"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        given = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        for model in given if is_ours(admin_class) else ():
            if holds_patient(model):
                raise ImproperlyConfigured(f"{model._meta.label} holds a patient; administrators see none.")
            super().register(model, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_authenticated and request.user.is_staff)

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().login(request, extra_context)

    def password_change(  # type: ignore[override]  # the page is allauth's
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))
