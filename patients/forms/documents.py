"""Sending a document.

Room: patients.forms. Whether the file is fit to keep is decided by `patients.examining`, from its content.
"""

from __future__ import annotations

from django import forms

from carecoord.ui.forms import DateInput
from patients.examining import MAX_BYTES, TAKEN
from patients.forms.kept import Kept
from patients.models import DocumentKind


class UploadForm(Kept):
    file = forms.FileField(label="File", allow_empty_file=True, help_text=f"{TAKEN}; up to {MAX_BYTES // 1024 // 1024} MB")
    kind = forms.ChoiceField(label="What it shows", choices=DocumentKind.choices, initial=DocumentKind.OTHER)
    title = forms.CharField(label="Title", max_length=160, required=False, help_text="else what it shows")
    dated_on = forms.DateField(label="Dated", widget=DateInput, required=False)
