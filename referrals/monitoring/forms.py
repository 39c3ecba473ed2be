"""How the questions of a check are typed: one form made from `questions`, and the small forms around it.

Room: referrals.monitoring. Nothing is filled in beforehand but the time: a blank stays a blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from carecoord.access.errors import Refused
from carecoord.ui.forms import Choices, DateInput, MomentInput, Segmented
from referrals.monitoring.grading import Grades, grade
from referrals.monitoring.questions import GROUPS, QUESTIONS, Group, Kind, Question, checked
from referrals.monitoring.states import EpisodeKind, RetractReason

YES_NO = (("yes", "Yes"), ("no", "No"))
RIGHT_WRONG = (("right", "Right"), ("wrong", "Wrong"))
UNIT = "_unit"


def field_of(question: Question) -> forms.Field:
    match question.kind:
        case Kind.NUMBER:
            return forms.CharField(max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        case Kind.TEXT:
            return forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=question.choices, widget=Choices)
        case Kind.COUNT:
            return forms.ChoiceField(choices=[(str(n), str(n)) for n in range(int(question.high) + 1)], widget=Segmented)
        case _:
            return forms.ChoiceField(choices=RIGHT_WRONG if question.kind is Kind.RIGHT else YES_NO, widget=Segmented)


class AskForm(forms.Form):
    """Questions as fields; `answers` is what the verb takes. Nothing is required: a blank is left out."""

    asks: ClassVar[tuple[Group, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {one.key: one for group in self.asks for one in group.questions}
        for key, question in self.questions.items():
            field = field_of(question)
            field.required, field.label = False, question.label
            self.fields[key] = field
            if len(question.units) > 1:
                self.fields[key + UNIT] = forms.ChoiceField(choices=question.units, widget=Segmented, required=False, label="Unit")
                self.fields[key + UNIT].initial = question.units[0][0]

    def clean(self) -> dict[str, Any]:
        """Answers are checked where every other way in is checked too."""
        found = super().clean() or {}
        try:
            self.answers = checked(self.typed(found), self.questions)
        except Refused as refusal:
            self.answers = {}
            self.refuse(refusal)
        return found

    def typed(self, found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        given = {key: found[key] for key in self.questions if found.get(key) not in (None, "", [])}
        return {key: {"value": value, "unit": found.get(key + UNIT) or None} for key, value in given.items()}

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def groups(self) -> Iterator[tuple[Group, list[tuple[Question, BoundField, BoundField | None]]]]:
        """For the template: each group with its fields, and the field of the unit where there is a choice."""
        for group in self.asks:
            yield group, [(one, self[one.key], self.unit_of(one)) for one in group.questions]

    def unit_of(self, question: Question) -> BoundField | None:
        return self[question.key + UNIT] if len(question.units) > 1 else None


class CheckForm(AskForm):
    """One check; `grades` is what its answers give so far."""

    asks = GROUPS
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    at = forms.DateTimeField(label="When", widget=MomentInput, required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False)
    sample = forms.FileField(label="Handwriting sample", help_text="photo or scan of the sentence", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), "at": timezone.localtime(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def grades(self) -> Grades | None:
        """None until the form was sent and holds what can be."""
        return grade(self.answers) if self.is_bound and self.is_valid() else None


def initial_of(answers: Mapping[str, Mapping[str, Any]], asked: Mapping[str, Question] = QUESTIONS) -> dict[str, Any]:
    """Stored answers as the form shows them, for a correction."""
    out: dict[str, Any] = {}
    for key, entry in answers.items():
        out[key] = shown(asked[key], entry["value"]) if key in asked else None
        if entry.get("unit"):
            out[key + UNIT] = entry["unit"]
    return out


def shown(question: Question, value: Any) -> Any:
    if question.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if question.kind is Kind.RIGHT:
        return "right" if value else "wrong"
    return value if isinstance(value, list) else str(value)


class RetractForm(forms.Form):
    """Why a check was wrong."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason_code = forms.ChoiceField(label="What was wrong", choices=[("", "Choose a reason"), *RetractReason.choices])
    text = forms.CharField(label="In your words", max_length=300, required=False)


class EpisodeForm(forms.Form):
    """A side effect from onset to end."""

    kind = forms.ChoiceField(label="What", choices=[("", "Choose"), *EpisodeKind.choices])
    onset_on = forms.DateField(label="Began on", widget=DateInput)
    peak_grade = forms.TypedChoiceField(
        label="Worst grade",
        choices=[("", "Not graded"), *((str(n), str(n)) for n in range(6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    peak_on = forms.DateField(label="Worst on", widget=DateInput, required=False)
    ended_on = forms.DateField(label="Over since", widget=DateInput, required=False)
    note = forms.CharField(label="Note", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ChangeEpisodeForm(EpisodeForm):
    """The kind of a known one stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = None  # type: ignore[assignment]  # how Django takes a field away


class WithdrawForm(forms.Form):
    """It was no such side effect."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="Why it was entered in error", max_length=500)
