"""Forms about the plan as a whole: start it, move a date, follow another protocol, end it, store the chain-of-identity id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.ui.forms import DateInput, offer
from referrals.models import Referral
from referrals.pathway import verbs
from referrals.pathway.forms.base import RoadForm, colleagues, protocols
from referrals.pathway.protocol import Confidence
from referrals.pathway.road import Road

CONFIDENCE = (
    (Confidence.PLANNED, "Planned"),
    (Confidence.CONFIRMED, "Confirmed by everybody it needs"),
    (Confidence.ACTUAL, "It happened that day"),
)


class StartForm(forms.Form):
    """Begin a plan for an accepted referral."""

    protocol = forms.ChoiceField(label="Protocol")
    coordinator = forms.ChoiceField(label="Coordinator at the center", required=False)

    def __init__(self, *args: Any, actor: Actor, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.referral = actor, referral
        offer(self, "protocol", protocols(), first="Choose a protocol")
        offer(self, "coordinator", colleagues(actor), first="Nobody yet")
        self.fields["coordinator"].initial = str(referral.to_owner_id or "")

    def run(self) -> UUID:
        values = self.cleaned_data
        return verbs.start(
            self.actor,
            self.referral.pk,
            protocol=int(values["protocol"]),
            coordinator=int(values["coordinator"]) if values["coordinator"] else None,
        ).pk

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class LookForm(forms.Form):
    """Which date, to when: sent with GET, so that it can be linked to. Nothing is written."""

    code = forms.ChoiceField(label="Date")
    on = forms.DateField(label="Would be", widget=DateInput)
    confidence = forms.ChoiceField(label="How sure it is", choices=CONFIDENCE, initial=Confidence.PLANNED)

    def __init__(self, *args: Any, road: Road, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", movable(road), first="Choose a date")

    def clean_confidence(self) -> Confidence:
        return Confidence(self.cleaned_data["confidence"])


def movable(current: Road) -> list[tuple[str, str]]:
    """Anchors that have not happened, with the day they stand on."""
    from carecoord.ui.dates import staff_day

    fixes = current.fixes
    found = []
    for anchor in current.protocol.anchors:
        fix = fixes.get(anchor.code)
        if fix is None or fix.confidence is not Confidence.ACTUAL:
            found.append((anchor.code, f"{anchor.label} ({staff_day(fix.on) if fix else 'no date yet'})"))
    return found


class MoveForm(RoadForm):
    """Apply what was looked at; the date itself travels hidden."""

    button, done = "Apply", "The dates have moved."
    code = forms.CharField(widget=forms.HiddenInput, max_length=12)
    on = forms.DateField(widget=forms.HiddenInput)
    confidence = forms.ChoiceField(widget=forms.HiddenInput, choices=CONFIDENCE)
    reason = forms.CharField(label="Why it moves", max_length=300, required=False)
    source = forms.CharField(label="Who said so", max_length=120, required=False)

    def run(self) -> Any:
        values = {name: value for name, value in self.cleaned_data.items() if name != "confidence"}
        return verbs.move_anchor(self.actor, self.road.journey.pk, confidence=Confidence(self.cleaned_data["confidence"]), **values)


class ProtocolForm(RoadForm):
    button, done = "Follow this protocol", "The plan follows another protocol."
    protocol = forms.ChoiceField(label="Protocol", widget=forms.Select)
    reason = forms.CharField(label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        offer(self, "protocol", protocols(but=self.road.journey.protocol_id), first="Choose a protocol")

    def run(self) -> Any:
        values = self.cleaned_data | {"protocol": int(self.cleaned_data["protocol"])}
        return verbs.choose_protocol(self.actor, self.road.journey.pk, **values)


class EndForm(RoadForm):
    button, done = "End the plan", "The plan has ended."
    code = forms.ChoiceField(label="How it ended", widget=forms.Select)

    def prepare(self) -> None:
        ends = [(code, words) for code, words in self.road.protocol.ends if code != "died"]
        offer(self, "code", ends, first="Choose how it ended")

    def run(self) -> Any:
        return verbs.end(self.actor, self.road.journey.pk, **self.cleaned_data)


class RenewForm(RoadForm):
    button, done = "Renew for a year", "The center can see the plan for another year."
    reason = forms.CharField(label="Why the center goes on reading", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def run(self) -> Any:
        return verbs.renew_follow_up(self.actor, self.road.journey.pk, **self.cleaned_data)


class ChainForm(RoadForm):
    button, done = "Store for good", "The chain-of-identity id is stored."
    chain_id = forms.CharField(label="Chain-of-identity id", max_length=80, strip=True)
    issuer = forms.CharField(label="Issued by", max_length=80)

    def run(self) -> Any:
        return verbs.store_chain_id(self.actor, self.road.journey.pk, **self.cleaned_data)
