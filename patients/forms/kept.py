"""What every form about a row carries: the version it was opened with, and a key that makes a second click harmless.

Room: patients.forms.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms

from carecoord.access.errors import Refused, Stale


class Kept(forms.Form):
    """`version` of the row to change, or `key` of the row to add, both hidden."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.fields["key"].initial = None if version else uuid4()

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without version and key."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "key")}

    @property
    def opened_with(self) -> int:
        return int(self.cleaned_data["version"] or 0)

    @property
    def new_key(self) -> UUID | None:
        return self.cleaned_data["key"]  # type: ignore[no-any-return]  # a UUIDField cleans to UUID or None

    def refuse(self, refused: Refused) -> None:
        """Show a refusal at its field, or over the form."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.sentence)

    def renew(self, stale: Stale) -> None:
        """The typed text stays; sending it again puts it on the newer version."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix("version")] = str(stale.version)
        self.data = data
