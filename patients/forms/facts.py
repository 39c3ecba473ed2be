"""Forms of facts, made from the models by one table: which fields, in which order, under which words.

Room: patients.forms. Lines of therapy have drugs and so a form of their own (`lines.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model

from carecoord.ui.forms import DateInput, MomentInput, Segmented
from patients.forms.kept import Kept
from patients.models import Allergy, Comorbidity, Coverage, Diagnosis, Fact, Flag, Medication, PerformanceStatus, Result, TherapyLine


@dataclass(frozen=True, slots=True)
class FactKind:
    """`slug` stands in addresses; `one` and `many` are what people call them."""

    slug: str
    model: type[Fact]
    one: str
    many: str
    fields: tuple[str, ...] = ()


KINDS = {
    kind.slug: kind
    for kind in (
        FactKind(
            "diagnoses",
            Diagnosis,
            "diagnosis",
            "Diagnoses",
            (
                "display",
                "icd10",
                "diagnosed_on",
                "myeloma_type",
                "iss",
                "r_iss",
                "cytogenetics",
                "is_extramedullary",
                "is_measurable",
                "ended_on",
            ),
        ),
        FactKind("lines", TherapyLine, "line of therapy", "Lines of therapy"),
        FactKind(
            "results",
            Result,
            "result",
            "Results",
            ("name", "loinc", "comparator", "value", "unit", "text", "taken_at", "low", "high", "flag"),
        ),
        FactKind("performance", PerformanceStatus, "performance status", "Performance status", ("ecog", "karnofsky", "assessed_on")),
        FactKind("comorbidities", Comorbidity, "comorbidity", "Comorbidities", ("name", "icd10", "since_on", "note")),
        FactKind(
            "medications",
            Medication,
            "medication",
            "Medications",
            ("name", "drug_class", "dose", "started_on", "last_dose_on", "is_active", "is_alert", "rxnorm"),
        ),
        FactKind("allergies", Allergy, "allergy", "Allergies", ("substance", "reaction", "is_severe")),
        FactKind("coverage", Coverage, "coverage", "Insurance", ("payer", "plan_type", "member_number", "group_number", "is_primary")),
    )
}
LABELS = {
    "display": "Diagnosis",
    "diagnosed_on": "Diagnosed on",
    "ended_on": "Ended on",
    "myeloma_type": "Myeloma type",
    "is_extramedullary": "Disease outside the marrow",
    "is_measurable": "Measurable disease",
    "text": "Result in words",
    "low": "Range from",
    "high": "Range to",
    "flag": "The laboratory calls it",
    "name": "Name",
    "since_on": "Since",
    "last_dose_on": "Last dose on",
    "is_active": "Still taken",
    "is_alert": "Show in the banner",
    "is_severe": "Severe",
    "is_primary": "Pays first",
    "regimen": "Regimen or drugs",
    "progressed_on": "Progression on",
    "transplant_on": "Autologous transplant on",
    "taken_at": "Taken at",
    "comparator": "Sign",
}
COMPARATORS = (("", "="), ("<", "<"), ("<=", "≤"), (">", ">"), (">=", "≥"))
FLAGS = (("", "nothing: computed from the range"), (Flag.CRITICAL, "critical"))
TRI_STATE = ("is_extramedullary", "is_measurable")


def field_of(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a model field, with the browser's pickers for dates and segments for yes, no, not known."""
    options["label"] = LABELS.get(
        column.name, str(column.verbose_name).capitalize() if column.verbose_name.islower() else column.verbose_name
    )
    if column.name in TRI_STATE:
        return forms.ChoiceField(label=options["label"], choices=column.flatchoices, widget=Segmented, initial=column.default)
    if column.name == "comparator":
        return forms.ChoiceField(label=options["label"], choices=COMPARATORS, required=False)
    if column.name == "flag":
        return forms.ChoiceField(label=options["label"], choices=FLAGS, required=False)
    if isinstance(column, models.DateTimeField):
        return column.formfield(**{**options, "widget": MomentInput})
    if isinstance(column, models.DateField):
        return column.formfield(**{**options, "widget": DateInput})
    return column.formfield(**options)


def fields_of(model: type[models.Model], names: tuple[str, ...]) -> dict[str, forms.Field]:
    return dict(fields_for_model(model, fields=names, formfield_callback=field_of))


class FactForm(Kept):
    """A form of one kind; made with `fact_form`."""

    def __init__(self, kind: FactKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**fields_of(kind.model, kind.fields), **self.fields}


def fact_form(kind: FactKind, data: Any = None, *, row: Fact | None = None) -> FactForm:
    """An empty form, or one with the row's values and version."""
    initial = {name: getattr(row, name) for name in kind.fields} if row else None
    return FactForm(kind, data, initial=initial, version=row.version if row else None)


class ReasonForm(Kept):
    """Why a row was entered in error."""

    reason = forms.CharField(label="What was wrong", max_length=300, min_length=5)
