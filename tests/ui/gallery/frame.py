"""What every page of the gallery stands in: the hour it is, the frame of staff and of a patient, a banner, a form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django import forms

from carecoord.ui.context import Shell
from carecoord.ui.forms import DateInput, Segmented, TriState
from carecoord.ui.navigation import Shown
from carecoord.ui.parts import (
    Alert,
    Banner,
    Meter,
    MeterGroup,
)

NOW = datetime(2026, 11, 23, 18, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def at(days: int, hours: int = 0) -> datetime:
    return NOW + timedelta(days=days, hours=hours)


def place(label: str, icon: str, count: int | str = "", current: bool = False) -> Shown:
    return Shown(label, "#", icon, count, current)


STAFF = Shell(
    demo=True,
    name="Bo Larsen",
    organization="Lakeside",
    side="center",
    places=(
        place("Worklist", "worklist", 9, True),
        place("Patients", "patients"),
        place("Referrals", "referrals", 31),
        place("Calendar", "calendar"),
        place("Messages", "message", 2),
    ),
    more=(place("Education", "education"), place("Insights", "insights"), place("Who looked", "who_looked")),
    own=(place("Account and security", "account"), place("Act for another organization", "organizations")),
)
PERSON = Shell(
    demo=True, name="Teresa Velasquez", places=(place("My road", "map", "", True), place("My team", "people"), place("Read", "education"))
)
BANNER = Banner(
    "OKAFOR, Denise",
    date(1961, 6, 2),
    65,
    "Female",
    "0083317",
    "Cedar Valley",
    (Alert("Allergy: sulfa drugs"), Alert("On apixaban", "exclaim")),
)


class Sample(forms.Form):
    name = forms.CharField(label="Name")
    last_dose = forms.CharField(label="Last dose", help_text="like 18-Nov-2026")
    born_on = forms.DateField(label="Born", widget=DateInput)
    clinic = forms.ChoiceField(label="Clinic", choices=[("a", "Cedar Valley"), ("b", "Hillcrest")])
    refractory = TriState(label="Did lenalidomide stop working?")
    urgent = forms.ChoiceField(label="Urgent", choices=[("n", "No"), ("y", "Yes")], widget=Segmented, initial="n")
    decision = forms.ChoiceField(label="Decision", choices=[("no", "Not yet"), ("yes", "Accept")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="Needs", required=False, widget=forms.CheckboxSelectMultiple, choices=[("l", "Lodging"), ("t", "Transport")]
    )
    file = forms.FileField(label="Document", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Ms. Okafor agreed to be contacted")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def clean_last_dose(self) -> str:
        if self.cleaned_data["last_dose"].startswith("31-Nov"):
            raise forms.ValidationError("November has 30 days.")
        return str(self.cleaned_data["last_dose"])


def sample(*, wrong: bool = False) -> Sample:
    return Sample({"last_dose": "31-Nov-2026", "clinic": "a", "urgent": "n", "version": "3"}) if wrong else Sample()


def packet() -> Meter:
    groups = (("To submit", 12, 12), ("before consult", 6, 8), ("before apheresis", 1, 2))
    return Meter(tuple(MeterGroup(name, tuple(n < have for n in range(total))) for name, have, total in groups), "packet items are in")
