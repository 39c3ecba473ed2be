"""How a section, an acknowledgement and a visit note are typed.

Room: referrals.handoff.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from carecoord.ui.forms import DateInput, Segmented
from referrals.handoff.sections import Field, Kind, Section
from referrals.handoff.visit_questions import GROUPS
from referrals.monitoring.forms import AskForm


def field_of(field: Field) -> forms.Field:
    match field.kind:
        case Kind.TEXT:
            made: forms.Field = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
        case Kind.DATE:
            made = forms.DateField(widget=DateInput)
        case Kind.CHOICE:
            made = forms.ChoiceField(choices=[("", "Not known"), *field.choices])
        case _:
            made = forms.CharField(max_length=300)
    made.label, made.help_text, made.required = field.label, field.hint, False
    return made


class SectionForm(forms.Form):
    """One section of a draft. Nothing is required before somebody signs."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in section.fields:
            self.fields[field.name] = field_of(field)


class AcknowledgeForm(forms.Form):
    """The practice has read it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    first_visit_on = forms.DateField(label="First visit at the practice", widget=DateInput)
    can_take_over = forms.TypedChoiceField(
        label="Can your practice take over?",
        choices=(("yes", "Yes"), ("no", "No")),
        coerce=lambda value: value == "yes",
        widget=Segmented,
    )
    questions = forms.CharField(label="Questions to the center", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ActForm(forms.Form):
    """An act that asks for nothing but the version somebody saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class VisitForm(AskForm):
    """The note after a visit."""

    asks = GROUPS
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    visit_on = forms.DateField(label="Visit on", widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), "visit_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
