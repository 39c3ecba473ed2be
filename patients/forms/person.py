"""Finding, registering and describing a patient; their death.

Room: patients.forms.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from carecoord.ui.forms import DateInput, MomentInput, Segmented, offer
from patients.forms.kept import Kept
from patients.models import Patient, Sex

LANGUAGES = (
    ("en", "English"),
    ("es", "Spanish"),
    ("ar", "Arabic"),
    ("zh", "Chinese"),
    ("fr", "French"),
    ("ko", "Korean"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
)


class SearchForm(forms.Form):
    """Sent by POST: what is looked for never stands in an address."""

    asked = forms.CharField(
        label="Name, MRN or birth date", max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


def length(name: str) -> int | None:
    field = Patient._meta.get_field(name)
    return field.max_length if isinstance(field, models.CharField) else None


class DemographicsForm(Kept):
    family_name = forms.CharField(label="Last name", max_length=length("family_name"))
    given_name = forms.CharField(label="First name", max_length=length("given_name"))
    birth_on = forms.DateField(label="Date of birth", widget=DateInput, required=False)
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices, widget=Segmented, initial=Sex.UNKNOWN)
    mrn = forms.CharField(label="MRN", max_length=100, required=False, help_text="your organization's own number")
    phone = forms.CharField(label="Phone", max_length=length("phone"), required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label="E-mail", required=False)
    address = forms.CharField(label="Street", max_length=length("address"), required=False)
    city = forms.CharField(label="City", max_length=length("city"), required=False)
    state = forms.CharField(label="State", max_length=length("state"), required=False)
    zip_code = forms.CharField(label="ZIP", max_length=length("zip_code"), required=False)
    language = forms.ChoiceField(label="Preferred language", choices=LANGUAGES, initial="en")
    needs_interpreter = forms.BooleanField(label="Needs an interpreter", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("language")
        if kept and kept not in dict(LANGUAGES):  # an imported language stays as it came
            offer(self, "language", [*LANGUAGES, (kept, kept)])


class RegisterForm(DemographicsForm):
    """`confirmed_not_duplicate` appears once a similar record was shown."""

    confirmed_not_duplicate = forms.BooleanField(label="I compared them: this is somebody else", required=False)
    field_order = ["family_name", "given_name", "birth_on", "sex", "mrn", "phone", "zip_code"]

    def __init__(self, *args: Any, is_warned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_warned:
            del self.fields["confirmed_not_duplicate"]


class DeathForm(Kept):
    died_at = forms.DateTimeField(label="Date and time of death", widget=MomentInput)
