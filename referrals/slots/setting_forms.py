"""Forms of what a coordinator sets up: resources, hours, published slots, closed times, criteria of the queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.ui.dates import WEEKDAYS
from carecoord.ui.forms import DateInput, offer
from referrals.models import Measure, Resource, Tier
from referrals.slots.calendar import zone_of
from referrals.slots.pattern import Pattern, spans
from referrals.slots.states import ResourceKind
from referrals.slots.verbs.publish import Span


class Refusable(forms.Form):
    def refuse(self, refusal: Refused) -> None:
        """The verb's sentence beside the field at fault, or over the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class TimeInput(forms.TimeInput):
    """A time of day by the browser's own picker."""

    input_type = "time"


def in_use(actor: Actor) -> list[tuple[str, str]]:
    rows = Resource.objects.filter(center_id=actor.place_id, is_active=True)
    return [(str(row.pk), f"{row.name} · {row.product or ResourceKind(row.kind).label}") for row in rows]


class PublishForm(Refusable):
    """A weekly pattern over some weeks; one day is the shortest."""

    resources = forms.MultipleChoiceField(label="Chairs, beds, slots", widget=forms.CheckboxSelectMultiple)
    first_on = forms.DateField(label="First day", widget=DateInput)
    last_on = forms.DateField(label="Last day", widget=DateInput)
    weekdays = forms.MultipleChoiceField(
        label="On", choices=[(str(n), word) for n, word in enumerate(WEEKDAYS)], widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label="Begins at", widget=TimeInput, required=False, help_text="Empty for whole days")
    hours = forms.IntegerField(label="Hours", min_value=1, max_value=24, required=False, help_text="With a time")
    days = forms.IntegerField(label="Days", min_value=1, max_value=30, required=False, help_text="For whole days")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        offer(self, "resources", in_use(actor))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if bool(values.get("starts")) != bool(values.get("hours")) or bool(values.get("starts")) == bool(values.get("days")):
            self.add_error("starts", "Give a time with its hours, or a number of whole days.")
        if values.get("first_on") and values.get("last_on") and not 0 <= (values["last_on"] - values["first_on"]).days <= 366:
            self.add_error("last_on", "The last day is not before the first, and at most a year later.")
        return values

    def spans(self) -> list[Span]:
        got = self.cleaned_data
        chosen = frozenset(int(one) for one in got["weekdays"])
        pattern = Pattern(got["first_on"], got["last_on"], chosen, hours=got.get("hours") or 0, days=got.get("days") or 0)
        if got.get("starts"):
            pattern = Pattern(got["first_on"], got["last_on"], chosen, starts=got["starts"], hours=got["hours"])
        return spans(pattern, str(zone_of(self.actor)))


class CloseForm(Refusable):
    """A time in which nothing is booked on one resource."""

    resource = forms.ChoiceField(label="What is closed")
    first_on = forms.DateField(label="First day", widget=DateInput)
    last_on = forms.DateField(label="Last day", widget=DateInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_of(actor)
        offer(self, "resource", in_use(actor), first="Choose one")

    def span(self) -> Span:
        first, last = self.cleaned_data["first_on"], self.cleaned_data["last_on"] + timedelta(days=1)
        return Span(midnight(first, self.zone), midnight(last, self.zone))


def midnight(day: Any, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


class ResourceForm(Refusable):
    kind = forms.ChoiceField(label="Kind", choices=ResourceKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Name", max_length=60, help_text="As it is called on the unit, such as Chair 3")
    product = forms.CharField(
        label="Product", max_length=40, required=False, help_text="For manufacturing slots: cilta-cel, ide-cel, a trial's NCT number"
    )


class ChangeForm(Refusable):
    name = forms.CharField(label="Name", max_length=60)
    is_active = forms.BooleanField(label="In use", required=False)


class HoursForm(Refusable):
    hold_hours = forms.IntegerField(label="A hold is kept", min_value=1, max_value=720, help_text="hours")
    offer_hours = forms.IntegerField(label="An offer is kept", min_value=1, max_value=720, help_text="hours")


class CriterionForm(Refusable):
    words = forms.CharField(label="Criterion", max_length=160, help_text="As both sides read it")
    measure = forms.ChoiceField(label="Measured", choices=Measure.choices, widget=forms.RadioSelect, initial=Measure.ASKED)
    points = forms.IntegerField(label="Points", min_value=1, max_value=100, help_text="For yes, or for each week")
    most = forms.IntegerField(label="At most", min_value=1, max_value=100, required=False, help_text="Points that weeks bring")
    effective_on = forms.DateField(label="From", widget=DateInput, required=False, help_text="Today if empty")


class OverrideForm(Refusable):
    version = forms.IntegerField(widget=forms.HiddenInput)
    tier = forms.TypedChoiceField(label="Place", choices=Tier.choices, coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=500, help_text="Both sides read it")


class LeaveForm(Refusable):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="Both sides read it")
