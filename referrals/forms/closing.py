"""Milestones of treatment, the outcome and every way to end. One form a verb, in the order of the road."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from carecoord.accounts.models import Organization, OrganizationKind
from carecoord.ui.forms import DateInput, offer
from patients.models import DocumentKind
from referrals.forms.base import CodeForm, ReasonForm, VerbForm, keep, plain
from referrals.reasons import CloseException


class DayForm(VerbForm):
    done_on = forms.DateField(label="On which day", widget=DateInput)

    def prepare(self) -> None:
        self.fields["done_on"].initial = timezone.localdate()


RecordApheresis = plain("record_apheresis", "Cells collected", "Record collection", kind=DayForm)
RecordInfusion = plain("record_infusion", "Cells given", "Record infusion", kind=DayForm)
HandOver = plain("hand_over", "Hand over to the practice", "Hand over", "Your access becomes follow-up for one year.")


class SendOutcome(VerbForm):
    verb = "send_outcome"
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


AcknowledgeOutcome = plain(
    "acknowledge_outcome",
    "Acknowledge the outcome",
    "Acknowledge outcome",
    "You say that you have read it and know who follows the patient.",
)
ReleaseOutcome = plain(
    "release_outcome", "Show it to the patient", "Show to the patient", "Only after a clinician has spoken with the patient."
)


class Close(VerbForm):
    verb = "close"
    heading, button = "Close the referral", "Close"
    hint = "The practice must have acknowledged the outcome; otherwise say why not."
    exception = forms.ChoiceField(
        label="Without acknowledgement because", choices=[("", "It was acknowledged"), *CloseException.choices], required=False
    )


Withdraw = plain("withdraw", "Withdraw the referral", "Withdraw", "The center has not opened it, and will not see it.", kind=ReasonForm)
RequestCancel = plain("request_cancel", "Cancel the referral", "Cancel referral", "The center confirms the cancellation.", kind=ReasonForm)
ConfirmCancel = plain("confirm_cancel", "Confirm the cancellation", "Confirm cancellation")


class Transfer(VerbForm):
    verb = "transfer"
    heading, button = "Transfer to another center", "Transfer"
    hint = "Your part ends. The practice is asked to send to the center you name."
    center = forms.ChoiceField(label="Center")
    text = forms.CharField(label="Why the patient is better served there", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def prepare(self) -> None:
        centers = Organization.objects.filter(kind=OrganizationKind.CENTER, is_active=True).exclude(pk=self.actor.place_id)
        offer(self, "center", [(str(row.pk), row.name) for row in centers], first="Choose a center")

    def values(self) -> dict[str, Any]:
        return {"center": int(self.cleaned_data["center"]), "text": self.cleaned_data["text"]}


Lose = plain("lose", "End: lost", "End the referral", "After a death no message goes to the patient's side any more.", kind=ReasonForm)
Reopen = plain("reopen", "Reopen the referral", "Reopen", "Triage begins again; the first ending stays in the history.", kind=CodeForm)
MarkError = plain("mark_error", "Entered in error", "Mark as error", "It leaves every list; the audit keeps it.", kind=CodeForm)
