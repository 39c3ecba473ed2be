"""Forms of one step: its answers as the protocol asks for them, with evidence; and the short forms of its other acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from carecoord.accounts.models import Role
from carecoord.ui.dates import staff_day
from carecoord.ui.forms import DateInput, Segmented, offer
from patients.models import Document, DocumentKind, DocumentState, Result
from patients.verbs import upload
from referrals.models import JourneyStep
from referrals.pathway import verbs
from referrals.pathway.forms.base import RoadForm, colleagues
from referrals.pathway.pages.washout import prefilled
from referrals.pathway.protocol import Field, FieldKind, Step
from referrals.sent import usable

ANSWER = "answer_"  # before the name of each answer, so that none meets a field of the form's own
OFFERED = 20
LATELY = timedelta(days=45)  # results that can still show a step done
YES_NO = (("yes", "Yes"), ("no", "No"))


class StepForm(RoadForm):
    """A form about one step, on the step's own version."""

    def __init__(self, *args: Any, row: JourneyStep, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)

    @property
    def step(self) -> Step:
        return self.road.rules[self.row.code]

    def version_now(self) -> int:
        return self.row.version

    def again(self, data: Any) -> RoadForm:
        return type(self)(data, actor=self.actor, road=self.road, row=self.row)


class CompleteForm(StepForm):
    """The protocol's fields, the day, what shows it. Every kind of field is a plain control; nothing answered is not "no"."""

    button, done = "Mark as done", "The step is done."
    done_on = forms.DateField(label="Done on", widget=DateInput)

    def prepare(self) -> None:
        self.fields["done_on"].initial = timezone.localdate()
        known = prefilled(self.road, self.row.code)
        for field in self.step.fields:
            self.fields[ANSWER + field.name] = control(field)
            self.fields[ANSWER + field.name].initial = self.row.answers.get(field.name, known.get(field.name))
        if wants_documents(self.step):
            self.offer_documents(self.papers())
        if any(field.kind is FieldKind.NUMBER for field in self.step.fields) and (found := self.measured()):
            self.fields["results"] = forms.MultipleChoiceField(
                label="Results of the record that show it", widget=forms.CheckboxSelectMultiple, required=False, choices=found
            )
        if "sign_off" in self.step.evidence and self.actor.role == Role.CLINICIAN:
            label = f"I, {self.actor.name}, sign this off"
            self.fields["signs"] = forms.BooleanField(label=label, required=False)

    def offer_documents(self, papers: list[tuple[str, str]]) -> None:
        """Those of the record to tick, where it has any that fit, and a file from outside it."""
        if papers:
            self.fields["documents"] = forms.MultipleChoiceField(
                label="Documents of the record that show it", widget=forms.CheckboxSelectMultiple, required=False, choices=papers
            )
        self.fields["file"] = forms.FileField(label="Or upload a document" if papers else "Upload a document", required=False)

    def measured(self) -> list[tuple[str, str]]:
        """What was measured lately, the newest first."""
        rows = Result.objects.filter(patient_id=self.row.patient_id, is_entered_in_error=False, taken_at__gte=timezone.now() - LATELY)
        return [(str(row.pk), f"{row.name}, {staff_day(row.taken_at)}") for row in rows.order_by("-taken_at")[:OFFERED]]

    def papers(self) -> list[tuple[str, str]]:
        return [(str(row.pk), f"{row.title}, {staff_day(row.dated_on)}" if row.dated_on else row.title) for row in self.documents()]

    def documents(self) -> QuerySet[Document]:
        """Of the kinds the step asks for, else any; newest first."""
        kinds = [kind for kind in wanted_kinds(self.step) if kind in DocumentKind.values]
        readable = (DocumentState.RECEIVED, DocumentState.SCANNED)
        rows = Document.objects.filter(patient_id=self.row.patient_id, is_entered_in_error=False, state__in=readable)
        return (rows.filter(kind__in=kinds) if kinds else rows).order_by("-dated_on", "-pk")[:OFFERED]

    def refuse(self, refusal: Any) -> None:
        own = {"documents": "documents" if "documents" in self.fields else "file"}.get(refusal.field, refusal.field)
        name = own if own in self.fields else ANSWER + refusal.field
        self.add_error(name if name in self.fields else None, refusal.sentence)

    def answers(self) -> dict[str, Any]:
        return {field.name: self.cleaned_data.get(ANSWER + field.name) for field in self.step.fields}

    def run(self) -> Any:
        values = self.cleaned_data
        row = verbs.complete(
            self.actor,
            self.row.journey_id,
            self.row.pk,
            version=values["version"],
            done_on=values["done_on"],
            answers=self.answers(),
            documents=[*values.get("documents", []), *self.uploaded()],
            results=values.get("results", []),
            signs=bool(values.get("signs")),
        )
        if row.is_open:
            self.done = "Recorded. With this answer the step is not done: it stays open."
        return row

    def uploaded(self) -> Iterator[Any]:
        """Taken into the record first; what does not fit is refused with the reader's own words."""
        if file := self.cleaned_data.get("file"):
            kind = next((kind for kind in wanted_kinds(self.step) if kind in DocumentKind.values), DocumentKind.OTHER)
            yield usable(upload(self.actor, self.row.patient_id, file=file, kind=kind, title=self.step.title)).pk

    def again(self, data: Any) -> RoadForm:
        """Typed text and ticks are kept; a file must be chosen again."""
        return type(self)(data, actor=self.actor, road=self.road, row=self.row)


def wants_documents(step: Step) -> bool:
    return any(wanted.startswith("document") for wanted in step.evidence) or bool(step.outputs)


def wanted_kinds(step: Step) -> list[str]:
    return [wanted.partition(":")[2] for wanted in step.evidence if wanted.startswith("document:")]


def control(field: Field) -> forms.Field:
    """A required blank is refused by `recording`, which knows the sentence; the label says what may stay empty."""
    asked: dict[str, Any] = {"label": field.label, "required": field.is_required, "help_text": hint(field)}
    sentence = {"required": f"Answer “{field.label}”."}
    match field.kind:
        case FieldKind.DATE:
            return forms.DateField(widget=DateInput, error_messages=sentence, **asked)
        case FieldKind.YES_NO:
            return forms.ChoiceField(choices=YES_NO, widget=Segmented, error_messages=sentence, **asked)
        case FieldKind.CHOICE:
            choices = field.choices if field.is_required else (("", "Not answered"), *field.choices)
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=sentence, **asked)
        case FieldKind.CHOICES:
            return forms.MultipleChoiceField(choices=field.choices, widget=forms.CheckboxSelectMultiple, error_messages=sentence, **asked)
        case FieldKind.NUMBER:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), error_messages=sentence, **asked)
    return forms.CharField(max_length=1000, error_messages=sentence, **asked)


def hint(field: Field) -> str:
    """Unit and bounds."""
    low, high = field.lowest, field.highest
    span = f"{low:g} to {high:g}" if low is not None and high is not None else f"{low:g} or more" if low is not None and low > 0 else ""
    return ", ".join(part for part in (field.unit, span) if part)


class ReasonForm(StepForm):
    """Skip, fail or reopen: each wants a reason."""

    verb: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    reason = forms.CharField(label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def run(self) -> Any:
        return getattr(verbs, self.verb)(self.actor, self.row.journey_id, self.row.pk, **self.cleaned_data)


class SkipForm(ReasonForm):
    verb, heading, button, done = "skip", "Skip this step", "Skip it", "The step is skipped."
    hint = "What comes after it may then begin. Gates show it as skipped, with your reason."


class FailForm(ReasonForm):
    verb, heading, button, done = "fail", "It did not work", "Mark as failed", "The step is marked as failed."
    hint = "What comes after it waits. A failure with its own plan can be opened next."


class ReopenForm(ReasonForm):
    verb, heading, button, done = "reopen", "Open this step again", "Open again", "The step is open again."
    hint = "Answers stay. A date it set is only planned again, and signatures that hung on it are void."


class AssignForm(StepForm):
    verb, heading, button, done = "assign", "Give it to somebody", "Give", "The step has somebody."
    hint = "They are told now."
    user = forms.ChoiceField(label="Colleague", widget=forms.Select)

    def prepare(self) -> None:
        offer(self, "user", colleagues(self.actor), first="Choose a colleague")

    def run(self) -> Any:
        values = {"version": self.cleaned_data["version"], "user": int(self.cleaned_data["user"])}
        return verbs.assign(self.actor, self.row.journey_id, self.row.pk, **values)


class IdentityForm(StepForm):
    verb, heading, button, done = "check_identity", "Match patient and label", "They match", "Your check is stored."
    hint = "Read the id off the label and type it letter for letter. A second person does the same on their own."
    chain_id = forms.CharField(
        label="Chain-of-identity id on the label", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def run(self) -> Any:
        return verbs.check_identity(self.actor, self.row.journey_id, self.row.pk, **self.cleaned_data)


class PlainForm(StepForm):
    """Claim, release, retry: nothing but the version."""

    verb: ClassVar[str] = ""

    def run(self) -> Any:
        return getattr(verbs, self.verb)(self.actor, self.row.journey_id, self.row.pk, **self.cleaned_data)


class ClaimForm(PlainForm):
    verb, heading, button, done, hint = "claim", "Take this step", "Take it", "The step is yours.", ""


class ReleaseForm(PlainForm):
    verb, heading, button, done, hint = "release", "Put this step back", "Put it back", "Somebody else can take it.", ""


class RetryForm(PlainForm):
    verb, heading, button, done, hint = "retry", "Try again", "Try again", "The step can be done again.", ""


FORMS: dict[str, type[Any]] = {
    form.verb: form for form in (ClaimForm, ReleaseForm, RetryForm, AssignForm, SkipForm, FailForm, ReopenForm, IdentityForm)
}
