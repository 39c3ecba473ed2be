"""The filters of the privacy officer's report; an unknown or impossible value is an error on the page, never silence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from carecoord.accounts.models import User
from carecoord.audit.models import Outcome
from carecoord.audit.reading import SORTS, Filter
from carecoord.audit.words import GROUPS
from carecoord.ui.forms import DateInput, offer

DAYS = 7


class ReportFilter(forms.Form):
    """`zone` is the organization's: days begin at its midnight."""

    person = forms.TypedChoiceField(label="Person", required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label="What", required=False, choices=list(GROUPS.items()))
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=[("", "Done or refused"), *Outcome.choices])
    since = forms.DateField(label="From", required=False, widget=DateInput())
    until = forms.DateField(label="To", required=False, widget=DateInput())
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, choices=[(s, s) for one in SORTS for s in (one, f"-{one}")], widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Iterable[User], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        offer(self, "person", [(str(user.pk), user.name) for user in staff], first="Anybody")

    def wanted(self) -> Filter:
        """The filter; the last seven days where no dates were given. Call only when valid."""
        data = self.cleaned_data
        today = timezone.now().astimezone(self.zone).date()
        until: date = data["until"] or today
        since: date = data["since"] or until - timedelta(days=DAYS - 1)
        sort = data["sort"] or "-at"
        return Filter(
            since=self._midnight(since),
            until=self._midnight(until + timedelta(days=1)),
            person=data["person"],
            patient=data["patient"],
            action=data["action"],
            outcome=data["outcome"],
            sort=sort.lstrip("-"),
            descending=sort.startswith("-"),
            after=data["after"],
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", "This day is before the first one.")
        return data
