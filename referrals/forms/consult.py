"""The consult, and what is decided after it. One form a verb, in the order of the road."""

from __future__ import annotations

from typing import Any

from django import forms

from carecoord.accounts.models import Role, Site
from carecoord.ui.forms import DateInput, MomentInput, offer
from patients.models import Document, DocumentKind
from referrals.forms.base import CodeForm, ReasonForm, VerbForm, keep, number, plain


class BookConsult(VerbForm):
    verb = "book_consult"
    heading, button = "Book the consult", "Book consult"
    hint = "The practice and the patient see the date at once."
    at = forms.DateTimeField(label="Date and time", help_text="On your center's clock", widget=MomentInput)
    is_telehealth = forms.BooleanField(label="By video", required=False)
    site = forms.ChoiceField(label="Where", required=False)
    clinician = forms.ChoiceField(label="With whom", required=False)

    def prepare(self) -> None:
        sites = Site.objects.filter(organization_id=self.actor.place_id)
        offer(self, "site", [(str(site.pk), str(site)) for site in sites], first="Not said yet")
        offer(self, "clinician", self.colleagues(Role.CLINICIAN), first="Not said yet")
        self.fields["clinician"].initial = str(self.referral.decider_id or "")

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "at": data["at"],
            "is_telehealth": data["is_telehealth"],
            "site": number(data["site"]),
            "clinician": number(data["clinician"]),
        }


MissConsult = plain(
    "miss_consult", "The patient did not come", "Book again", "The practice is told the same day, and booking starts again.", kind=CodeForm
)


class RecordConsult(VerbForm):
    """The note is chosen from the record or uploaded here."""

    verb = "record_consult"
    heading, button = "Record the consult", "Record consult"
    hint = "The note goes to the practice."
    note = forms.ChoiceField(label="Consult note already in the record", required=False)
    file = forms.FileField(label="Or upload the note", required=False)

    def prepare(self) -> None:
        notes = Document.objects.filter(patient_id=self.referral.patient_id, kind=DocumentKind.CONSULT_NOTE, is_entered_in_error=False)
        offer(self, "note", [(str(row.pk), row.title) for row in notes], first="None chosen")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("note") and not data.get("file"):
            self.add_error("file", "Choose or upload the consult note.")
        return data

    def values(self) -> dict[str, Any]:
        if self.cleaned_data["note"]:
            return {"note": self.cleaned_data["note"]}
        return {"note": keep(self, self.cleaned_data["file"], DocumentKind.CONSULT_NOTE)}


FindNotEligible = plain(
    "find_not_eligible", "No treatment here", "Record decision", "Next you send the outcome to the practice.", kind=ReasonForm
)
RecordPatientNo = plain(
    "record_patient_no", "The patient said no", "Record decision", "Next you send the outcome to the practice.", kind=ReasonForm
)


class Defer(CodeForm):
    verb = "defer"
    heading, button = "Put off", "Put off"
    hint = "The clock rests until the review day."
    review_on = forms.DateField(label="Review on", widget=DateInput)


Resume = plain("resume", "Take up again", "Take up again")


class Waitlist(VerbForm):
    verb = "waitlist"
    heading, button = "Put on the waitlist", "Put on waitlist"
    hint = "Priority and reason are kept for good and can be read by both sides."
    priority = forms.ChoiceField(label="Priority", choices=[("1", "1, first"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, last")])
    reason = forms.CharField(label="Why this priority", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def values(self) -> dict[str, Any]:
        return {"priority": int(self.cleaned_data["priority"]), "reason": self.cleaned_data["reason"]}


StartWorkup = plain("start_workup", "Decide to treat", "Decide to treat", "The practice and the patient are told, and work-up begins.")
