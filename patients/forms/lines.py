"""A line of therapy with its drugs: one form and a row for each drug, empty rows left out.

Room: patients.forms.
"""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.ui.forms import DateInput
from patients.forms.facts import fields_of
from patients.forms.kept import Kept
from patients.models import Basis, DrugClass, LineDrug, Refractory, TherapyLine
from patients.verbs import DrugGiven

LINE_FIELDS = ("number", "regimen", "started_on", "stopped_on", "best_response", "stop_reason", "progressed_on", "transplant_on", "note")
SPARE_ROWS = 4
BY_THE_NAME, BY_THE_DATES = ("", "By the name"), ("", "By the dates")


class LineForm(Kept):
    def __init__(self, *args: Any, row: TherapyLine | None = None, **kwargs: Any) -> None:
        first = kwargs.pop("initial", None)
        initial = {name: getattr(row, name) for name in LINE_FIELDS} if row else first
        super().__init__(*args, initial=initial, version=row.version if row else None, **kwargs)
        self.fields = {**fields_of(TherapyLine, LINE_FIELDS), **self.fields}
        self.fields["regimen"].help_text = "VRd, D-VRd, KPd, or names: Darzalex, Pomalyst, dexamethasone"
        self.fields["progressed_on"].help_text = "With the last dose it decides whether a drug failed"


class DrugForm(forms.Form):
    name = forms.CharField(label="Drug", max_length=120, required=False)
    drug_class = forms.ChoiceField(label="Class", choices=(BY_THE_NAME, *DrugClass.choices), required=False)
    last_dose_on = forms.DateField(label="Last dose on", widget=DateInput, required=False)
    refractory = forms.ChoiceField(label="Refractory", choices=(BY_THE_DATES, *Refractory.choices), required=False)
    refractory_reason = forms.CharField(label="Why not as the dates say", max_length=200, required=False)
    started_on = forms.DateField(widget=forms.HiddenInput, required=False)
    rxnorm = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)

    @property
    def given(self) -> DrugGiven | None:
        name = self.cleaned_data.get("name", "").strip()
        return DrugGiven(**{**self.cleaned_data, "name": name}) if name else None

    @property
    def found(self) -> str:
        """What the dates said when it was saved; empty where somebody answered."""
        return str(Refractory(self.initial["found"]).label) if self.initial.get("found") else ""


class BaseDrugForms(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    @classmethod
    def of(cls, data: Any = None, drugs: list[LineDrug] | None = None) -> BaseDrugForms:
        return cls(data, initial=[initial_of(drug) for drug in drugs or []], prefix="drugs")

    @property
    def given(self) -> list[DrugGiven]:
        return [drug for form in self.forms if (drug := form.given)]

    def refuse(self, field: str, sentence: str) -> None:
        """Show a refusal of `drugs.<number>.<field>` in its row; the number counts the rows that are filled."""
        _, number, name = field.split(".")
        [form for form in self.forms if form.given][int(number)].add_error(name, sentence)


def initial_of(drug: LineDrug) -> dict[str, Any]:
    """What follows from the dates is offered as that again, with the answer beside it."""
    names = ("name", "drug_class", "last_dose_on", "refractory", "refractory_reason", "started_on", "rxnorm")
    shown = {name: getattr(drug, name) for name in names}
    return {**shown, "refractory": "", "found": drug.refractory} if drug.refractory_basis == Basis.DATES else shown


DrugForms: type[BaseDrugForms] = forms.formset_factory(DrugForm, formset=BaseDrugForms, extra=SPARE_ROWS, max_num=20)  # type: ignore[assignment]  # the factory makes a subclass
