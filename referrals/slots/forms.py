"""The form of each verb on one slot: the version that was seen, and what the verb asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.ui.dates import staff_moment
from carecoord.ui.forms import DateInput, offer
from referrals.models import Booking
from referrals.slots import choices, verbs
from referrals.slots.bookings import day_of
from referrals.slots.states import GIVEN_BY_PEOPLE, PURPOSES, Purpose, ReleaseReason, ResourceKind

OF_A_BED = [(one.value, one.label) for one in PURPOSES[ResourceKind.BED]]


class SlotForm(forms.Form):
    """`heading` is the page's title, `button` repeats the act, `hint` says what follows."""

    verb: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    button: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, booking: Booking, chosen: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {"version": booking.version, "journey": chosen, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.actor, self.booking, self.chosen = actor, booking, chosen
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the reader or the slot."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def run(self) -> Any:
        """Call the verb; its refusals pass through."""
        return getattr(verbs, self.verb)(self.actor, self.booking.pk, version=self.cleaned_data["version"], **self.values())

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class TakeForm(SlotForm):
    """For whom, and what for where a bed serves two purposes."""

    journey = forms.ChoiceField(label="Patient", help_text="Those who wait in the queue stand first")
    purpose = forms.ChoiceField(label="For", choices=OF_A_BED, widget=forms.RadioSelect)

    def prepare(self) -> None:
        given = self.chosen or str(self.data.get("journey", ""))
        offer(self, "journey", choices.journeys(self.actor, self.booking, given), first=None if self.chosen else "Choose a patient")
        if self.booking.resource.kind != ResourceKind.BED:
            del self.fields["purpose"]

    def values(self) -> dict[str, Any]:
        purpose = self.cleaned_data.get("purpose")
        return {"journey": UUID(self.cleaned_data["journey"]), "purpose": Purpose(purpose) if purpose else None}


class Hold(TakeForm):
    verb, heading, button = "hold", "Hold this slot", "Hold slot"
    hint = "It is kept until the center's time for holds is over, then it is free again by itself."


class Offer(TakeForm):
    verb, heading, button = "offer", "Offer this slot", "Offer slot"
    hint = "The practice is told now and answers with the patient."


class Accept(SlotForm):
    verb, heading, button = "hold", "Say yes to this slot", "Accept slot"
    hint = "The center is told and confirms it."

    def values(self) -> dict[str, Any]:
        return {"journey": UUID(self.chosen)}


class Confirm(SlotForm):
    verb, heading, button = "confirm", "Confirm this slot", "Confirm slot"
    hint = "The date of the plan is confirmed with it. Both sides and the patient are told now."


class Release(SlotForm):
    verb, heading, button = "release", "Release this slot", "Release slot"
    hint = "Its time is free again at once. If it was confirmed, the date of the plan is no longer confirmed and both sides are told."
    reason = forms.ChoiceField(label="Reason")

    def prepare(self) -> None:
        offer(self, "reason", [(one.value, str(one.label)) for one in GIVEN_BY_PEOPLE], first="Choose a reason")

    def values(self) -> dict[str, Any]:
        return {"reason": ReleaseReason(self.cleaned_data["reason"])}


class Swap(SlotForm):
    verb, heading, button = "swap", "Exchange with another patient", "Exchange slots"
    hint = "Each gets the other's time, as firmly as they had their own; dates that were confirmed are told anew."
    other = forms.ChoiceField(label="With", help_text="Taken slots for the same thing whose records you may open")

    def prepare(self) -> None:
        offer(self, "other", choices.exchanges(self.actor, self.booking), first="Choose a slot")

    def values(self) -> dict[str, Any]:
        other, _, version = self.cleaned_data["other"].partition(":")
        return {"other": UUID(other), "other_version": int(version)}


class MoveByMaker(SlotForm):
    verb, heading, button = "move_by_maker", "The manufacturer moved this slot", "Move slot"
    hint = "The booking moves now. The plan keeps its date until you have seen what else would move."
    on = forms.DateField(label="New day", widget=DateInput)

    def prepare(self) -> None:
        self.fields["on"].help_text = f"Now {staff_moment(self.booking.starts_at, weekday=True)}; hours and length stay"

    def values(self) -> dict[str, Any]:
        """The same clock time on the new day, also over a change of the clock."""
        by: timedelta = self.cleaned_data["on"] - day_of(self.booking)
        start, end = (timezone.localtime(at) for at in (self.booking.starts_at, self.booking.ends_at))
        return {"start": start + by, "end": end + by}


FORMS: dict[str, type[SlotForm]] = {
    "hold": Hold,
    "offer": Offer,
    "confirm": Confirm,
    "release": Release,
    "swap": Swap,
    "move_by_maker": MoveByMaker,
}
