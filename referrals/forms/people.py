"""Who looks after it. One form a verb, in the order of the road."""

from __future__ import annotations

from typing import Any

from django import forms

from referrals import verbs
from referrals.forms.base import VerbForm, number


class Assign(VerbForm):
    verb, call = "assign", staticmethod(verbs.assign)
    heading, button = "Assign", "Assign"
    owner = forms.ChoiceField(label="Owner on your side", required=False)

    def prepare(self) -> None:
        self.fields["owner"].choices = [("", "Nobody"), *self.colleagues()]  # type: ignore[attr-defined]
        self.fields["owner"].initial = str(self.referral.owner_id_of(self.referral.side_of(self.actor)) or "")

    def values(self) -> dict[str, Any]:
        return {"owner": number(self.cleaned_data["owner"])}
