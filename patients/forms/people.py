"""Caregivers, and what they may open.

Room: patients.forms.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carecoord.access.models import ProxyScope
from carecoord.ui.forms import MomentInput
from patients.forms.kept import Kept
from patients.forms.person import LANGUAGES
from patients.models import Caregiver

SCOPE_WORDS = (
    (ProxyScope.EDUCATION, _("What to read")),
    (ProxyScope.LOGISTICS, _("Dates and places")),
    (ProxyScope.MESSAGES, _("Messages")),
    (ProxyScope.FULL, _("Everything, results and documents too")),
)
CONTACT = ("name", "relationship", "phone", "email", "language", "availability", "drives", "is_backup", "is_emergency_contact")


class CaregiverForm(Kept):
    name = forms.CharField(label="Name", max_length=120)
    relationship = forms.CharField(label="Relationship", max_length=60, required=False, help_text="husband, daughter, neighbor")
    phone = forms.CharField(label="Phone", max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label="E-mail", required=False)
    language = forms.ChoiceField(label="Language", choices=LANGUAGES, initial="en")
    availability = forms.CharField(label="When they can be there", max_length=80, required=False, help_text="full time, weekends")
    drives = forms.TypedChoiceField(label="Drives", choices=(("", "Not known"), ("yes", "Yes"), ("no", "No")), required=False)
    is_backup = forms.BooleanField(label="Steps in as backup", required=False)
    is_emergency_contact = forms.BooleanField(label="Called in an emergency", required=False)

    def __init__(self, *args: Any, row: Caregiver | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in CONTACT} if row else None
        if initial:
            initial["drives"] = {True: "yes", False: "no", None: ""}[initial["drives"]]
        super().__init__(*args, initial=initial, version=row.version if row else None, **kwargs)

    def clean_drives(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["drives"])


class ScopesForm(Kept):
    scopes = forms.MultipleChoiceField(label="May open", choices=SCOPE_WORDS, widget=forms.CheckboxSelectMultiple)


class InviteForm(ScopesForm):
    email = forms.EmailField(label="E-mail they sign in with")
    access_ends_at = forms.DateTimeField(label="Access ends", widget=MomentInput, required=False)
    has_patient_agreed = forms.BooleanField(label="The patient agreed to this")
    field_order = ["email", "scopes", "access_ends_at", "has_patient_agreed"]


class InvitePatientForm(Kept):
    email = forms.EmailField(label="E-mail the patient signs in with")
