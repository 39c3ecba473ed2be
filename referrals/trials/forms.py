"""What is typed about trials: what criteria rest on, the slot that is offered, why something ends."""

from __future__ import annotations

from django import forms

from carecoord.access.errors import Refused
from carecoord.ui.forms import DateInput


class Refusable(forms.Form):
    def refuse(self, refusal: Refused) -> None:
        """The verb's sentence beside the field at fault, or over the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class AboutForm(Refusable):
    source = forms.CharField(label="Read from", max_length=300, help_text="The protocol's version, or the registry's record and its day")
    effective_on = forms.DateField(label="Used from", widget=DateInput)


class OptionForm(Refusable):
    version = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(OptionForm):
    slot_on = forms.DateField(label="Slot from", widget=DateInput)
    answer_by = forms.DateField(label="Answer wanted by", widget=DateInput, required=False)


class ReasonForm(OptionForm):
    reason = forms.CharField(label="Why", max_length=500, help_text="Both sides read it")


FORMS: dict[str, type[OptionForm]] = {"offer": OfferForm, "accept": OptionForm, "decline": ReasonForm, "withdraw": ReasonForm}
