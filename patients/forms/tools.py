"""The form of a clinical tool, made from its declaration: what is typed here goes to `patients.clinical` as it is, and is judged there.

Room: patients.forms. No tool is named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Protocol
from uuid import uuid4

from django import forms

from carecoord.ui.forms import INPUT, SELECT, DateInput, Segmented
from patients.clinical.fields import Kind, Spec
from patients.clinical.refusals import Refusal, missing
from patients.clinical.tool import Tool
from patients.clinical.words import unit_said

YES_NO = (("yes", "Yes"), ("no", "No"))
NONE = "none"


class Known(Protocol):
    """A value that is already there."""

    @property
    def value(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def said(self) -> str: ...


class MeasuredInput(forms.MultiWidget):
    """A value and its unit side by side; the legend of the field names both."""

    template_name = "components/measured.html"

    def __init__(self, units: Sequence[str]) -> None:
        named = [(unit, unit_said(unit)) for unit in units]
        offered = named if len(units) == 1 else [("", "Unit"), *named]
        value = forms.TextInput({"inputmode": "decimal", "aria-label": "Value", "autocomplete": "off", "class": INPUT})
        super().__init__([value, forms.Select({"aria-label": "Unit", "class": SELECT}, choices=offered)])

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else ["", ""]


class Measured(forms.MultiValueField):
    """Cleans to (text, unit), or None where nothing is typed."""

    def __init__(self, units: Sequence[str], **options: Any) -> None:
        parts = (forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(parts, widget=MeasuredInput(units), require_all_fields=False, **options)

    def compress(self, data_list: list[Any]) -> tuple[str, str] | None:
        value, unit = data_list or ("", "")
        return (value, unit) if value else None


class ToolForm(forms.Form):
    """What a tool takes. Units are chosen, never guessed; what is missing is said in the tool's own words."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, tool: Tool[Any, Any], data: Any = None, *, found: Mapping[str, Known] = MappingProxyType({})) -> None:
        super().__init__(data)
        self.tool = tool
        self.fields["key"].initial = uuid4()
        for key, spec in tool.inputs.items():
            self.fields[key] = field_of(key, spec)
            if key in found:
                fill(self.fields[key], spec, found[key])

    def entries(self) -> dict[str, object]:
        """What was answered, as the tool takes it. Call after `is_valid`."""
        given = {key: entry(spec, self.cleaned_data.get(key)) for key, spec in self.tool.inputs.items()}
        return {key: one for key, one in given.items() if one is not None}

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.detail)


def fill(field: forms.Field, spec: Spec, known: Known) -> None:
    """Put a known value in, and say where it is from."""
    field.initial = (known.value, known.unit) if spec.kind is Kind.MEASURE else known.value
    field.help_text = f"{field.help_text} {known.said}".strip()


def field_of(key: str, spec: Spec) -> forms.Field:
    said: dict[str, Any] = {"label": spec.label, "required": spec.is_required, "help_text": hint(spec)}
    said["error_messages"] = {"required": missing(key).detail}
    if spec.kind in (Kind.MEASURE, Kind.MEASURES):
        return Measured(spec.units, **said)
    if spec.kind is Kind.BOOLEAN:
        return forms.ChoiceField(choices=YES_NO, widget=Segmented, **said)
    if spec.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "Choose"), *spec.labelled], **said)
    if spec.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(choices=[(NONE, "None of these"), *spec.labelled], widget=forms.CheckboxSelectMultiple, **said)
    if spec.kind is Kind.DATE:
        return forms.DateField(widget=DateInput(), **said)
    number = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(max_length=200, widget=forms.TextInput(number if spec.kind in (Kind.NUMBER, Kind.COUNT) else {}), **said)


def hint(spec: Spec) -> str:
    """What may be typed: the range in its unit, how several values are written, what counts as no value."""
    unit = f" {unit_said(spec.units[0])}" if spec.units else ""
    words = []
    if spec.low is not None and spec.high is not None:
        words.append(f"{spec.low:f} to {spec.high:f}{unit}.")
    if spec.kind is Kind.MEASURES:
        words.append("Several values with spaces between them, in one unit.")
    if spec.is_nullable:
        words.append(f"Write “{NONE}” if there is none; that is an answer of its own.")
    if spec.kind is Kind.QUANTITY:
        words.append("A number, a space, its unit: 3.4 mg/L.")
    return " ".join(words)


def entry(spec: Spec, given: Any) -> dict[str, object] | None:
    """`{"value": ..., "unit": ...}`, or None where nothing was answered; blank is never "no"."""
    if given in (None, "", []):
        return None
    if spec.kind in (Kind.MEASURE, Kind.MEASURES):
        text, unit = given
        value = [numeric(one) for one in text.split()] if spec.kind is Kind.MEASURES else numeric(text)
        return {"value": value, "unit": unit or None}
    if spec.kind is Kind.QUANTITY:
        text, _, unit = given.partition(" ")
        return {"value": numeric(text), "unit": unit.strip() or None}
    return {"value": plainly(spec, given), "unit": None}


def plainly(spec: Spec, given: Any) -> object:
    if spec.kind is Kind.BOOLEAN:
        return bool(given == "yes")
    if spec.kind is Kind.CHOICES:
        return [one for one in given if one != NONE]
    if isinstance(given, date):
        return given.isoformat()
    if spec.is_nullable and given.strip().lower() == NONE:
        return None
    return numeric(given) if spec.kind in (Kind.NUMBER, Kind.COUNT) else given


def numeric(text: str) -> object:
    """A number if it is one; else the text itself, which the tool refuses in its own words."""
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return text
