"""The shape of what people choose about their notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carecoord.notifications.kinds import SAFETY, Audience, topics_for


class ChoicesForm(forms.Form):
    """Which topics also come by e-mail. What keeps people safe is not among the choices."""

    by_email = forms.MultipleChoiceField(
        label=_("Send me an e-mail about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["by_email"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(topic.value, topic.label) for topic in topics_for(audience) if topic not in SAFETY]
