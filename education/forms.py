"""Forms of the review pages: the shape of what is typed. Whether it may be done is the verbs' business."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils import timezone

from carecoord.ui.forms import DateInput


def in_a_year() -> str:
    return (timezone.localdate() + timedelta(days=365)).isoformat()


class Approval(forms.Form):
    valid_until = forms.DateField(
        label="Review again by",
        initial=in_a_year,
        widget=DateInput(),
        help_text="At most a year from today. After that day it is not shown.",
    )


class Reason(forms.Form):
    reason = forms.CharField(label="What should be changed, or why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
