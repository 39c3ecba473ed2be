"""The shape of what is typed on this room's pages; what may happen is decided by verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from carecoord.access.models import BreakGlassReason, RestrictionKind
from carecoord.access.verbs import LONG_ENOUGH
from carecoord.accounts.models import Membership
from carecoord.ui.forms import DateInput, offer


class Lookup(forms.Form):
    """Whom to find: exact, all three."""

    family_name = forms.CharField(max_length=80, label="Family name")
    given_name = forms.CharField(max_length=80, label="Given name")
    birth_on = forms.DateField(label="Date of birth", widget=DateInput())


class Break(forms.Form):
    """Why the glass is broken."""

    code = forms.ChoiceField(choices=BreakGlassReason, label="Reason", widget=forms.RadioSelect)
    reason = forms.CharField(
        min_length=LONG_ENOUGH,
        max_length=500,
        label="What happened",
        error_messages={"min_length": "Write %(limit_value)d characters or more; so far there are %(show_value)d."},
        help_text=f"{LONG_ENOUGH} characters or more. The privacy officer reads it; the patient is told that you opened the record.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class Restrict(forms.Form):
    kind = forms.ChoiceField(choices=RestrictionKind, label="Restriction")
    reason = forms.CharField(max_length=200, label="Why")


class Join(forms.Form):
    """A colleague, out of those who work at the acting organization."""

    user_id = forms.TypedChoiceField(coerce=int, label="Colleague")

    def __init__(self, *args: Any, memberships: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user_id", [(str(m.user_id), f"{m.user.name}, {m.get_role_display().lower()}") for m in memberships])


class Finding(forms.Form):
    finding = forms.CharField(max_length=500, label="What you found", widget=forms.Textarea(attrs={"rows": 3}))
