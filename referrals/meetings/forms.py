"""What is typed at a meeting."""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.accounts.models import Membership, Role
from carecoord.ui.forms import DateInput, offer
from referrals.models import CaseDecision, CaseSetting, MeetingKind

SIDES = (("center", "Us"), ("practice", "The practice"))


class CallForm(forms.Form):
    on = forms.DateField(label="Day", widget=DateInput)
    kind = forms.ChoiceField(label="Kind", choices=MeetingKind.choices, initial=MeetingKind.SELECTION)


class DecisionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="Decision", choices=CaseDecision.choices, widget=forms.RadioSelect)
    rationale = forms.CharField(label="Rationale", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    product = forms.CharField(label="Product", max_length=120, required=False)
    setting = forms.ChoiceField(label="Setting", choices=[("", "Not said"), *CaseSetting.choices], required=False)
    priority = forms.IntegerField(label="Priority, 0 to 100", min_value=0, max_value=100, required=False)


class AskForm(forms.Form):
    """The form stands on one page with the decision: its names have a prefix of their own."""

    prefix = "ask"
    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label="What is asked for", max_length=300)
    side = forms.ChoiceField(label="Who does it", choices=SIDES, initial="center")
    user = forms.TypedChoiceField(label="Colleague, if it is for us", coerce=int, empty_value=None, required=False)
    due_on = forms.DateField(label="By", widget=DateInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.active().filter(organization_id=actor.place_id)
        rows = rows.exclude(role__in=(Role.ORGANIZATION_ADMIN, Role.PRIVACY_OFFICER)).order_by("user__name")
        offer(self, "user", [(str(pk), name) for pk, name in rows.values_list("user_id", "user__name")], first="Nobody named")


def refuse(form: forms.Form, refusal: Refused) -> None:
    """The verb's sentence beside the field at fault, or over the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
