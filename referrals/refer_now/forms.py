"""What the practice may answer, all of it optional; and the choice of whom a heads-up is for.

Room: referrals.refer_now.
"""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.ui.forms import TriState
from patients.clinical.refusals import Refusal
from patients.clinical.regimens import drugs_in
from referrals.refer_now.judging import Told

PLANNED = (
    ("bcma", "A BCMA bispecific or antibody-drug conjugate"),
    ("alkylator", "An alkylator: melphalan, cyclophosphamide, bendamustine"),
)
TRI = ("is_complete", "refractory_lenalidomide", "early_relapse", "fast", "infection")
ANSWER = {"yes": True, "no": False}


class AskForm(forms.Form):
    prior_lines = forms.IntegerField(label="Lines of therapy given so far", min_value=0, max_value=50, required=False)
    drugs = forms.CharField(label="Regimens or drugs given", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False)
    is_complete = TriState(label="Is that every myeloma drug so far?", required=False)
    refractory_lenalidomide = TriState(
        label="Did lenalidomide fail?", help_text="Progression on it, or within 60 days of the last dose", required=False
    )
    early_relapse = TriState(
        label="Did it come back early?", help_text="Within 18 months of the first treatment or 12 of a transplant", required=False
    )
    fast = TriState(label="Does it progress fast now?", required=False)
    infection = TriState(label="Is there an active infection?", required=False)
    planned = forms.MultipleChoiceField(label="Planned next", choices=PLANNED, widget=forms.CheckboxSelectMultiple, required=False)
    age = forms.IntegerField(label="Age in years", min_value=18, max_value=110, required=False)
    ecog = forms.IntegerField(label="ECOG", help_text="0 to 4", min_value=0, max_value=4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prior_lines"].help_text = "Induction, transplant and maintenance are one"
        self.fields["drugs"].help_text = "VRd, DKd, Pomalyst"

    def clean_drugs(self) -> tuple[str, ...]:
        """Ingredients; a spelling that is not known is refused here, with what it may have meant."""
        text = self.cleaned_data["drugs"].strip()
        try:
            return drugs_in(text.replace("\n", ", ")) if text else ()
        except Refusal as refusal:
            raise forms.ValidationError(refusal.detail) from refusal

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        answered: dict[str, Any] = {name: ANSWER.get(given[name]) for name in TRI}
        plain: dict[str, Any] = {name: given[name] for name in ("prior_lines", "drugs", "age", "ecog")}
        return Told(**answered, **plain, planned=tuple(given["planned"]))


class WhomForm(forms.Form):
    """Whom the heads-up is for, and whether what was answered goes into the draft."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    patient = forms.UUIDField(required=False)
    mrn = forms.CharField(label="MRN", max_length=100, required=False)
    keep = forms.BooleanField(label="Write these answers into the draft, as the reason", required=False)


def carried(form: AskForm) -> list[tuple[str, Any]]:
    """What was typed, as hidden fields of the next step."""
    names = [form.add_prefix(name) for name in form.fields]
    return [(name, value) for name in names for value in form.data.getlist(name) if value]  # type: ignore[attr-defined]  # a QueryDict
