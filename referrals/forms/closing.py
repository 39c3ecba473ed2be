"""Milestones of treatment, the outcome and every way to end. One form a verb, in the order of the road."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from carecoord.accounts.models import Organization, OrganizationKind
from carecoord.ui.forms import DateInput
from patients.models import DocumentKind
from referrals import verbs
from referrals.forms.base import ReasonForm, VerbForm, keep
from referrals.reasons import CloseException


class DayForm(VerbForm):
    done_on = forms.DateField(label="On which day", widget=DateInput)

    def prepare(self) -> None:
        self.fields["done_on"].initial = timezone.localdate()


class RecordApheresis(DayForm):
    verb, call = "record_apheresis", staticmethod(verbs.record_apheresis)
    heading, button = "Cells collected", "Record collection"


class RecordInfusion(DayForm):
    verb, call = "record_infusion", staticmethod(verbs.record_infusion)
    heading, button = "Cells given", "Record infusion"


class HandOver(VerbForm):
    verb, call = "hand_over", staticmethod(verbs.hand_over)
    heading, button = "Hand over to the practice", "Hand over"
    hint = "Your access becomes follow-up for one year."


class SendOutcome(VerbForm):
    verb, call = "send_outcome", staticmethod(verbs.send_outcome)
    heading, button = "Send the outcome", "Send outcome"
    hint = "The practice must acknowledge it; only then can you close."
    text = forms.CharField(label="Outcome, for the practice", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)
    follow_up_owner = forms.CharField(label="Who follows the patient from here", max_length=120)
    patient_words = forms.CharField(
        label="In plain words, for the patient",
        help_text="Shown to the patient only after a clinician has spoken with them",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    file = forms.FileField(label="Outcome note", required=False)

    def values(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in ("text", "follow_up_owner", "patient_words")}
        if self.cleaned_data["file"]:
            data["document"] = keep(self, self.cleaned_data["file"], DocumentKind.OUTCOME_NOTE)
        return data


class AcknowledgeOutcome(VerbForm):
    verb, call = "acknowledge_outcome", staticmethod(verbs.acknowledge_outcome)
    heading, button = "Acknowledge the outcome", "Acknowledge outcome"
    hint = "You say that you have read it and know who follows the patient."


class ReleaseOutcome(VerbForm):
    verb, call = "release_outcome", staticmethod(verbs.release_outcome)
    heading, button = "Show it to the patient", "Show to the patient"
    hint = "Only after a clinician has spoken with the patient."


class Close(VerbForm):
    verb, call = "close", staticmethod(verbs.close)
    heading, button = "Close the referral", "Close"
    hint = "The practice must have acknowledged the outcome; otherwise say why not."
    exception = forms.ChoiceField(
        label="Without acknowledgement because", choices=[("", "It was acknowledged"), *CloseException.choices], required=False
    )


class Withdraw(ReasonForm):
    verb, call = "withdraw", staticmethod(verbs.withdraw)
    heading, button = "Withdraw the referral", "Withdraw"
    hint = "The center has not opened it, and will not see it."


class RequestCancel(ReasonForm):
    verb, call = "request_cancel", staticmethod(verbs.request_cancel)
    heading, button = "Cancel the referral", "Cancel referral"
    hint = "The center confirms the cancellation."


class ConfirmCancel(VerbForm):
    verb, call = "confirm_cancel", staticmethod(verbs.confirm_cancel)
    heading, button = "Confirm the cancellation", "Confirm cancellation"


class Transfer(VerbForm):
    verb, call = "transfer", staticmethod(verbs.transfer)
    heading, button = "Transfer to another center", "Transfer"
    hint = "Your part ends. The practice is asked to send to the center you name."
    center = forms.ChoiceField(label="Center")
    text = forms.CharField(label="Why the patient is better served there", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def prepare(self) -> None:
        centers = Organization.objects.filter(kind=OrganizationKind.CENTER, is_active=True).exclude(pk=self.actor.place_id)
        self.fields["center"].choices = [("", "Choose a center"), *((str(row.pk), row.name) for row in centers)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"center": int(self.cleaned_data["center"]), "text": self.cleaned_data["text"]}


class Lose(ReasonForm):
    verb, call = "lose", staticmethod(verbs.lose)
    heading, button = "End: lost", "End the referral"
    hint = "After a death no message goes to the patient's side any more."


class Reopen(ReasonForm):
    verb, call = "reopen", staticmethod(verbs.reopen)
    heading, button = "Reopen the referral", "Reopen"
    hint = "Triage begins again; the first ending stays in the history."
    text = None  # type: ignore[assignment]  # takes the code only


class MarkError(ReasonForm):
    verb, call = "mark_error", staticmethod(verbs.mark_error)
    heading, button = "Entered in error", "Mark as error"
    hint = "It leaves every list; the audit keeps it."
    text = None  # type: ignore[assignment]  # takes the code only
