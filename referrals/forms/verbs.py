"""One form a verb, in the order of the road."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from carecoord.accounts.models import Organization, OrganizationKind, Role, Site
from carecoord.ui.forms import DateInput, MomentInput
from patients.models import Document, DocumentKind
from patients.verbs import upload
from referrals import verbs
from referrals.forms.base import ReasonForm, VerbForm, number
from referrals.models import Packet, Urgency
from referrals.reasons import CloseException
from referrals.sent import usable


class Receive(VerbForm):
    verb, call = "receive", staticmethod(verbs.receive)
    heading, button = "Say it arrived", "Acknowledge"
    hint = "The practice and the patient are told who looks after this."
    owner = forms.ChoiceField(label="Coordinator who looks after it")
    decider = forms.ChoiceField(label="Physician who decides", required=False)

    def prepare(self) -> None:
        self.fields["owner"].choices = self.colleagues(Role.COORDINATOR, Role.NURSE, Role.CLINICIAN)  # type: ignore[attr-defined]
        self.fields["owner"].initial = str(self.actor.user_id)
        self.fields["decider"].choices = [("", "Not named yet"), *self.colleagues(Role.CLINICIAN)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {"owner": number(self.cleaned_data["owner"]), "decider": number(self.cleaned_data["decider"])}


class RequestInfo(VerbForm):
    verb, call = "request_info", staticmethod(verbs.request_info)
    heading, button = "Ask for information", "Send questions"
    hint = "The practice gets the list with a due date; your triage clock rests until they answer."
    missing = forms.MultipleChoiceField(label="Missing from the packet", widget=forms.CheckboxSelectMultiple, required=False)
    questions = forms.CharField(
        label="Other questions", help_text="One on each line", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def prepare(self) -> None:
        packet = Packet.objects.filter(referral=self.referral).order_by("-number").first()
        self.lacking = {i["code"]: i for i in packet.content["checklist"]["items"] if not i["is_present"]} if packet else {}
        self.fields["missing"].choices = [(code, item["label"]) for code, item in self.lacking.items()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        kinds = set(DocumentKind.values)
        items = [
            {"code": code, "label": self.lacking[code]["label"], "document_kind": code if code in kinds else ""}
            for code in self.cleaned_data["missing"]
        ]
        items += [{"label": line.strip()} for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        return {"items": items}


class Answer(VerbForm):
    verb, call = "answer", staticmethod(verbs.answer)
    heading, button = "Send the answers", "Send answers"
    hint = "Every question has an answer. The center goes on with triage."


class Accept(VerbForm):
    verb, call = "accept", staticmethod(verbs.accept)
    heading, button = "Accept the referral", "Accept"
    hint = "Your team can then open the live chart, and the practice and the patient are told."
    urgency = forms.ChoiceField(label="How urgent", choices=Urgency.choices, widget=forms.RadioSelect)
    consult_by = forms.DateField(label="Consult by", widget=DateInput)

    def prepare(self) -> None:
        self.fields["urgency"].initial = self.referral.urgency
        self.fields["consult_by"].initial = timezone.localdate() + timedelta(days=5 if self.referral.is_urgent else 10)


class Decline(ReasonForm):
    verb, call = "decline", staticmethod(verbs.decline)
    heading, button = "Decline the referral", "Decline"
    hint = "The practice reads the reason and what could be done instead. The patient hears it from a clinician first."
    text = forms.CharField(label="Reason in words, for the practice", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    alternative = forms.CharField(
        label="What could be done instead", help_text="A trial, another center, or when to refer again", max_length=300
    )


class Appeal(VerbForm):
    verb, call = "appeal", staticmethod(verbs.appeal)
    heading, button = "Appeal with new information", "Appeal"
    hint = "The center starts triage again."
    text = forms.CharField(label="What is new", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)


class BookConsult(VerbForm):
    verb, call = "book_consult", staticmethod(verbs.book_consult)
    heading, button = "Book the consult", "Book consult"
    hint = "The practice and the patient see the date at once."
    at = forms.DateTimeField(label="Date and time", help_text="On your center's clock", widget=MomentInput)
    is_telehealth = forms.BooleanField(label="By video", required=False)
    site = forms.ChoiceField(label="Where", required=False)
    clinician = forms.ChoiceField(label="With whom", required=False)

    def prepare(self) -> None:
        sites = Site.objects.filter(organization_id=self.actor.place_id)
        self.fields["site"].choices = [("", "Not said yet"), *((str(site.pk), str(site)) for site in sites)]  # type: ignore[attr-defined]
        self.fields["clinician"].choices = [("", "Not said yet"), *self.colleagues(Role.CLINICIAN)]  # type: ignore[attr-defined]
        self.fields["clinician"].initial = str(self.referral.decider_id or "")

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "at": data["at"],
            "is_telehealth": data["is_telehealth"],
            "site": number(data["site"]),
            "clinician": number(data["clinician"]),
        }


class MissConsult(ReasonForm):
    verb, call = "miss_consult", staticmethod(verbs.miss_consult)
    heading, button = "The patient did not come", "Book again"
    hint = "The practice is told the same day, and booking starts again."
    text = None  # type: ignore[assignment]  # takes the code only


class RecordConsult(VerbForm):
    """The note is chosen from the record or uploaded here."""

    verb, call = "record_consult", staticmethod(verbs.record_consult)
    heading, button = "Record the consult", "Record consult"
    hint = "The note goes to the practice."
    note = forms.ChoiceField(label="Consult note already in the record", required=False)
    file = forms.FileField(label="Or upload the note", required=False)

    def prepare(self) -> None:
        notes = Document.objects.filter(patient_id=self.referral.patient_id, kind=DocumentKind.CONSULT_NOTE, is_entered_in_error=False)
        self.fields["note"].choices = [("", "None chosen"), *((str(row.pk), row.title) for row in notes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("note") and not data.get("file"):
            self.add_error("file", "Choose or upload the consult note.")
        return data

    def values(self) -> dict[str, Any]:
        if self.cleaned_data["note"]:
            return {"note": self.cleaned_data["note"]}
        return {"note": keep(self, self.cleaned_data["file"], DocumentKind.CONSULT_NOTE)}


class FindNotEligible(ReasonForm):
    verb, call = "find_not_eligible", staticmethod(verbs.find_not_eligible)
    heading, button = "No treatment here", "Record decision"
    hint = "Next you send the outcome to the practice."


class RecordPatientNo(ReasonForm):
    verb, call = "record_patient_no", staticmethod(verbs.record_patient_no)
    heading, button = "The patient said no", "Record decision"
    hint = "Next you send the outcome to the practice."


class Defer(ReasonForm):
    verb, call = "defer", staticmethod(verbs.defer)
    heading, button = "Put off", "Put off"
    hint = "The clock rests until the review day."
    text = None  # type: ignore[assignment]  # takes the code only
    review_on = forms.DateField(label="Review on", widget=DateInput)


class Resume(VerbForm):
    verb, call = "resume", staticmethod(verbs.resume)
    heading, button = "Take up again", "Take up again"


class Waitlist(VerbForm):
    verb, call = "waitlist", staticmethod(verbs.waitlist)
    heading, button = "Put on the waitlist", "Put on waitlist"
    hint = "Priority and reason are kept for good and can be read by both sides."
    priority = forms.ChoiceField(label="Priority", choices=[("1", "1, first"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, last")])
    reason = forms.CharField(label="Why this priority", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def values(self) -> dict[str, Any]:
        return {"priority": int(self.cleaned_data["priority"]), "reason": self.cleaned_data["reason"]}


class StartWorkup(VerbForm):
    verb, call = "start_workup", staticmethod(verbs.start_workup)
    heading, button = "Decide to treat", "Decide to treat"
    hint = "The practice and the patient are told, and work-up begins."


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


class Assign(VerbForm):
    verb, call = "assign", staticmethod(verbs.assign)
    heading, button = "Assign", "Assign"
    owner = forms.ChoiceField(label="Owner on your side", required=False)

    def prepare(self) -> None:
        self.fields["owner"].choices = [("", "Nobody"), *self.colleagues()]  # type: ignore[attr-defined]
        self.fields["owner"].initial = str(self.referral.owner_id_of(self.referral.side_of(self.actor)) or "")

    def values(self) -> dict[str, Any]:
        return {"owner": number(self.cleaned_data["owner"])}


def keep(form: VerbForm, file: Any, kind: DocumentKind) -> Any:
    """Upload a file of this referral's patient; its refusals pass through. Returns the document's id."""
    return usable(upload(form.actor, form.referral.patient_id, file=file, kind=kind, title=kind.label)).pk


LIST: tuple[type[VerbForm], ...] = (
    Receive,
    RequestInfo,
    Answer,
    Accept,
    Decline,
    Appeal,
    BookConsult,
    MissConsult,
    RecordConsult,
    FindNotEligible,
    RecordPatientNo,
    Defer,
    Resume,
    Waitlist,
    StartWorkup,
    RecordApheresis,
    RecordInfusion,
    HandOver,
    SendOutcome,
    AcknowledgeOutcome,
    ReleaseOutcome,
    Close,
    Withdraw,
    RequestCancel,
    ConfirmCancel,
    Transfer,
    Lose,
    Reopen,
    MarkError,
    Assign,
)
FORMS: dict[str, type[VerbForm]] = {form.verb: form for form in LIST}
