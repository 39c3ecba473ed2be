"""Who looks after it. One form a verb, in the order of the road."""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.ui.forms import offer
from referrals.forms.base import VerbForm, number


class Assign(VerbForm):
    verb = "assign"
    heading, button = "Assign", "Assign"
    owner = forms.ChoiceField(label="Owner on your side", required=False)

    def prepare(self) -> None:
        offer(self, "owner", self.colleagues(), first="Nobody")
        self.fields["owner"].initial = str(self.referral.owner_id_of(self.referral.side_of(self.actor)) or "")

    def values(self) -> dict[str, Any]:
        return {"owner": number(self.cleaned_data["owner"])}
