"""A line of therapy with its drugs: one form and a row for each drug, empty rows left out.

Room: patients.forms.
"""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.ui.forms import DateInput
from patients.forms.facts import fields_of
from patients.forms.kept import Kept
from patients.models import DrugClass, LineDrug, Refractory, TherapyLine
from patients.verbs import DrugGiven

LINE_FIELDS = ("number", "regimen", "started_on", "stopped_on", "best_response", "stop_reason", "transplant_on", "note")
SPARE_ROWS = 4


class LineForm(Kept):
    def __init__(self, *args: Any, row: TherapyLine | None = None, **kwargs: Any) -> None:
        first = kwargs.pop("initial", None)
        initial = {name: getattr(row, name) for name in LINE_FIELDS} if row else first
        super().__init__(*args, initial=initial, version=row.version if row else None, **kwargs)
        self.fields = {**fields_of(TherapyLine, LINE_FIELDS), **self.fields}


class DrugForm(forms.Form):
    name = forms.CharField(label="Drug", max_length=120, required=False)
    drug_class = forms.ChoiceField(label="Class", choices=DrugClass.choices, initial=DrugClass.OTHER)
    last_dose_on = forms.DateField(label="Last dose on", widget=DateInput, required=False)
    refractory = forms.ChoiceField(label="Refractory", choices=Refractory.choices, initial=Refractory.UNKNOWN)
    started_on = forms.DateField(widget=forms.HiddenInput, required=False)
    rxnorm = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)

    @property
    def given(self) -> DrugGiven | None:
        name = self.cleaned_data.get("name", "").strip()
        return DrugGiven(**{**self.cleaned_data, "name": name}) if name else None


class BaseDrugForms(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    @classmethod
    def of(cls, data: Any = None, drugs: list[LineDrug] | None = None) -> BaseDrugForms:
        names = ("name", "drug_class", "last_dose_on", "refractory", "started_on", "rxnorm")
        initial = [{name: getattr(drug, name) for name in names} for drug in drugs or []]
        return cls(data, initial=initial, prefix="drugs")

    @property
    def given(self) -> list[DrugGiven]:
        return [drug for form in self.forms if (drug := form.given)]


DrugForms: type[BaseDrugForms] = forms.formset_factory(DrugForm, formset=BaseDrugForms, extra=SPARE_ROWS, max_num=20)  # type: ignore[assignment]  # the factory makes a subclass
