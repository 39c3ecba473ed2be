"""The shape of what people type about rules and answers: a value for what is missing, a criterion a row, what a set is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone

from carecoord.ui.forms import DateInput
from patients.clinical.words import unit_said
from referrals.selection.criteria import Compare, Level
from referrals.selection.keys import GROUPS, KEYS, TABLE, Kind
from referrals.selection.states import PRODUCTS, RuleKind
from referrals.selection.verbs.rules import About

SPARE: Final = 3
COMPARED: Final = (
    (Compare.AT_LEAST, "at least"), (Compare.ABOVE, "more than"), (Compare.AT_MOST, "at most"), (Compare.BELOW, "less than"),
    (Compare.IS, "is"), (Compare.IS_NOT, "is not"),
)  # fmt: skip  # a table: one row a line
LEVELS: Final = ((Level.LIMIT, "Limit"), (Level.DISCUSS, "Discuss"))


def facts_by_group() -> list[tuple[str, Any]]:
    out: list[tuple[str, Any]] = [("", "")]
    for group in GROUPS:
        rows = [(one.key, f"{one.label}{f' ({unit_said(one.unit)})' if one.unit else ''}") for one in TABLE if one.group == group]
        out.append((group, rows))
    return out


class AnswerForm(forms.Form):
    """One value for one missing fact."""

    key = forms.ChoiceField(choices=[(one.key, one.label) for one in TABLE], widget=forms.HiddenInput)
    value = forms.CharField(label="Value", max_length=24)
    found_on = forms.DateField(label="On", widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_on"].initial = timezone.localdate


class AboutForm(forms.Form):
    """What a set is called and rests on, and from when it holds."""

    title = forms.CharField(label="Name", max_length=120)
    product = forms.ChoiceField(label="Product", required=False, choices=[("", "Every product"), *PRODUCTS.items()])
    effective_on = forms.DateField(label="Holds from", widget=DateInput)
    source = forms.CharField(label="What it rests on", max_length=300, help_text="A policy, a paper, a committee.")
    reason = forms.CharField(label="Why your center does it so", max_length=300)

    def about(self) -> About:
        got = self.cleaned_data
        return About(got["title"], got["source"], got["reason"], got["effective_on"], got["product"])


class NewForm(AboutForm):
    """A set of its own: limits of the center, or what one payer asks."""

    kind = forms.ChoiceField(label="Kind", choices=[(RuleKind.CENTER, "Our own limits"), (RuleKind.PAYER, "What a payer asks")])
    key = forms.SlugField(label="Short name", max_length=40, help_text="Small letters and dashes, such as fitness or payer-medicare.")
    field_order = ("kind", "key", "title", "product", "effective_on", "source", "reason")


class CriterionForm(forms.Form):
    """One row of the editor; an empty one is left out, a ticked one is taken away."""

    fact = forms.ChoiceField(label="Fact", choices=facts_by_group, required=False)
    compare = forms.ChoiceField(label="Comparison", choices=COMPARED, required=False)
    value = forms.CharField(label="Limit", max_length=24, required=False)
    level = forms.ChoiceField(label="If not met", choices=LEVELS, required=False)
    max_age_days = forms.IntegerField(label="Days it counts", min_value=1, max_value=3650, required=False)
    words = forms.CharField(label="In words", max_length=160, required=False)
    code = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    gone = forms.BooleanField(label="Take away", required=False)


class BaseCriteria(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    @classmethod
    def of(cls, data: Any = None, content: list[dict[str, Any]] | None = None) -> BaseCriteria:
        return cls(data, initial=[initial(row) for row in content or []], prefix="c")

    def rows(self, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Plain criteria, with what the editor does not show kept from the row before."""
        known = {row["code"]: row for row in before}
        taken: set[str] = set()
        return [criterion(form.cleaned_data, known, taken) for form in self.written()]

    def written(self) -> Iterator[forms.Form]:
        return (form for form in self.forms if form.cleaned_data.get("fact") and not form.cleaned_data.get("gone"))


Criteria: type[BaseCriteria] = forms.formset_factory(CriterionForm, formset=BaseCriteria, extra=SPARE, max_num=120)  # type: ignore[assignment]  # the factory makes a subclass


def initial(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row["value"]
    said = ("yes" if value else "no") if isinstance(value, bool) else value
    return {**{name: row[name] for name in ("fact", "compare", "level", "max_age_days", "words", "code")}, "value": said}


def criterion(got: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], taken: set[str]) -> dict[str, Any]:
    """As `writing.parsed` takes it; a new row's code is its fact, numbered where that is there already."""
    key = KEYS[got["fact"]]
    code = got["code"] or next(name for n in range(1, 200) if (name := key.key if n == 1 else f"{key.key}_{n}") not in {*known, *taken})
    taken.add(code)
    before = known.get(code, {})
    kept = {name: before[name] for name in ("note", "unless") if name in before and before.get("fact") == key.key}
    named = {"code": code, "words": got["words"], "fact": key.key, "compare": got["compare"], "unit": key.unit}
    value: Any = got["value"].strip()
    if key.kind is Kind.YES_NO:
        value = {"yes": True, "no": False}.get(value.casefold(), value)
    return {**named, "value": value, "level": got["level"], "max_age_days": got["max_age_days"], **kept}
