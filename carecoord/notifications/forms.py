"""The shape of what people choose about their notices and their hours."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from carecoord.accounts.models import Membership
from carecoord.notifications.choices import Cell, Wishes
from carecoord.notifications.kinds.shape import Audience
from carecoord.notifications.wishes import QUIET, Habits, When, offered
from carecoord.ui.forms import DateInput, Segmented


class ChoicesForm(forms.Form):
    """One list for each cell that can be chosen. What keeps people safe has none by the channel that carries it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = wishes.habits.version
        self.cells = {name_of(cell): cell for cell in wishes.cells if offered(*cell)}
        for name, (topic, channel) in self.cells.items():
            label = f"{topic.label}: {channel.label}"
            words = [(when.value, when.label) for when in offered(topic, channel)]
            field = forms.ChoiceField(label=label, choices=words, initial=wishes.cells[topic, channel].value)
            field.widget.attrs["aria-label"] = label
            self.fields[name] = field

    def chosen(self) -> dict[Cell, When]:
        return {cell: When(self.cleaned_data[name]) for name, cell in self.cells.items()}


def name_of(cell: Cell) -> str:
    return f"{cell[0]}-{cell[1]}"


def hours_of_day() -> Iterator[tuple[int, str]]:
    for hour in range(24):
        yield hour, f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"


class TimeInput(forms.TimeInput):
    """The browser's picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HabitsForm(forms.Form):
    """One's hours; for staff the days away and who stands in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_quiet = forms.TypedChoiceField(
        label=_("Keep quiet hours"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        coerce=lambda value: value == "yes",
        widget=Segmented,
        help_text=_("What is urgent comes at any hour. Everything else waits until they end."),
    )
    quiet_from = forms.TimeField(label=_("From"), widget=TimeInput())
    quiet_until = forms.TimeField(label=_("Until"), widget=TimeInput())
    digest_hour = forms.TypedChoiceField(label=_("Summaries come at"), choices=lambda: list(hours_of_day()), coerce=int)
    digest_weekday = forms.TypedChoiceField(label=_("Weekly summaries come on"), choices=lambda: list(WEEKDAYS.items()), coerce=int)
    away_from_on = forms.DateField(label="First day away", widget=DateInput(), required=False)
    away_until_on = forms.DateField(label="Last day away", widget=DateInput(), required=False)
    deputy_id = forms.TypedChoiceField(
        label="Who stands in for you",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="They get what comes for you or comes due while you are away. Without a deputy your colleagues in the same role get it.",
    )

    def __init__(self, *args: Any, habits: Habits, audience: Audience, colleagues: Collection[Membership] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = initial(habits, audience)
        if audience is Audience.PERSON:
            for name in ("away_from_on", "away_until_on", "deputy_id"):
                del self.fields[name]
            return
        people = [(one.user_id, f"{one.user.name}, {one.get_role_display()}") for one in colleagues]
        field = self.fields["deputy_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Nobody in particular"), *people]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial(habits: Habits, audience: Audience) -> dict[str, Any]:
    is_quiet = QUIET[audience] if habits.is_quiet is None else habits.is_quiet
    names = ("version", "quiet_from", "quiet_until", "digest_hour", "digest_weekday", "away_from_on", "away_until_on", "deputy_id")
    return {"is_quiet": "yes" if is_quiet else "no", **{name: getattr(habits, name) for name in names}}
