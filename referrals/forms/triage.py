"""What the center asks at triage, and what the practice answers. One form a verb, in the order of the road."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from carecoord.accounts.models import Role
from carecoord.ui.forms import DateInput, offer
from patients.models import DocumentKind
from referrals.forms.base import ReasonForm, VerbForm, number, plain
from referrals.models import Packet, Urgency


class Receive(VerbForm):
    verb = "receive"
    heading, button = "Say it arrived", "Acknowledge"
    hint = "The practice and the patient are told who looks after this."
    owner = forms.ChoiceField(label="Coordinator who looks after it")
    decider = forms.ChoiceField(label="Physician who decides", required=False)

    def prepare(self) -> None:
        offer(self, "owner", self.colleagues(Role.COORDINATOR, Role.NURSE, Role.CLINICIAN))
        self.fields["owner"].initial = str(self.actor.user_id)
        offer(self, "decider", self.colleagues(Role.CLINICIAN), first="Not named yet")

    def values(self) -> dict[str, Any]:
        return {"owner": number(self.cleaned_data["owner"]), "decider": number(self.cleaned_data["decider"])}


class RequestInfo(VerbForm):
    verb = "request_info"
    heading, button = "Ask for information", "Send questions"
    hint = "The practice gets the list with a due date; your triage clock rests until they answer."
    fields_of = {"items": "questions"}
    missing = forms.MultipleChoiceField(label="Missing from the packet", widget=forms.CheckboxSelectMultiple, required=False)
    questions = forms.CharField(
        label="Other questions", help_text="One on each line", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def prepare(self) -> None:
        packet = Packet.objects.filter(referral=self.referral).order_by("-number").first()
        self.lacking = {i["code"]: i for i in packet.content["checklist"]["items"] if not i["is_present"]} if packet else {}
        offer(self, "missing", [(code, item["label"]) for code, item in self.lacking.items()])

    def values(self) -> dict[str, Any]:
        kinds = set(DocumentKind.values)
        items = [
            {"code": code, "label": self.lacking[code]["label"], "document_kind": code if code in kinds else ""}
            for code in self.cleaned_data["missing"]
        ]
        items += [{"label": line.strip()} for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        return {"items": items}


Answer = plain("answer", "Send the answers", "Send answers", "Every question has an answer. The center goes on with triage.")


class Accept(VerbForm):
    verb = "accept"
    heading, button = "Accept the referral", "Accept"
    hint = "Your team can then open the live chart, and the practice and the patient are told."
    urgency = forms.ChoiceField(label="How urgent", choices=Urgency.choices, widget=forms.RadioSelect)
    consult_by = forms.DateField(label="Consult by", widget=DateInput)

    def prepare(self) -> None:
        self.fields["urgency"].initial = self.referral.urgency
        self.fields["consult_by"].initial = timezone.localdate() + timedelta(days=5 if self.referral.is_urgent else 10)


class Decline(ReasonForm):
    verb = "decline"
    heading, button = "Decline the referral", "Decline"
    hint = "The practice reads the reason and what could be done instead. The patient hears it from a clinician first."
    text = forms.CharField(label="Reason in words, for the practice", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    alternative = forms.CharField(
        label="What could be done instead", help_text="A trial, another center, or when to refer again", max_length=300
    )


class Appeal(VerbForm):
    verb = "appeal"
    heading, button = "Appeal with new information", "Appeal"
    hint = "The center starts triage again."
    text = forms.CharField(label="What is new", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)
