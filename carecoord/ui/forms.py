"""How Django forms are drawn: our field template, our classes on widgets, radios as choices.

Room: carecoord.ui. The shape of an input (what is allowed) is a form of its app; here is only how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

INPUT, SELECT = "usa-input cc-input", "usa-select cc-input"
WIDGETS = "django/forms/widgets/"
CLASSES = {
    "text.html": INPUT,
    "email.html": INPUT,
    "number.html": INPUT,
    "password.html": INPUT,
    "search.html": INPUT,
    "tel.html": INPUT,
    "url.html": INPUT,
    "date.html": INPUT,
    "datetime.html": INPUT,
    "time.html": INPUT,
    "textarea.html": "usa-textarea cc-input",
    "select.html": SELECT,
    "file.html": "cc-file",
    "clearable_file_input.html": "cc-file",
}
OURS = {
    "django/forms/widgets/radio.html": "components/choices.html",
    "django/forms/widgets/checkbox_select.html": "components/choices.html",
}
TRI_STATE = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known")))


class Renderer(TemplatesSetting):
    """Fields and widgets by our templates; a class a form gives a widget is kept beside ours."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if isinstance(widget, dict):
            dress(template_name, widget["attrs"])
        return super().render(OURS.get(template_name, template_name), context, request=request)


def dress(template_name: str, attrs: dict[str, Any]) -> None:
    """Put our class on a widget. The classes of Django's admin ("vTextField") mean its own sheet: those are left alone."""
    ours = CLASSES.get(template_name.removeprefix(WIDGETS), "")
    given = str(attrs.get("class", ""))
    if ours and (not given or "cc-" in given):
        attrs["class"] = f"{ours} {given}".strip()


class Choices(forms.RadioSelect):
    """Radios as bordered rows (the default look of RadioSelect, named for those who want it from another field)."""

    template_name = "components/choices.html"


class Segmented(forms.RadioSelect):
    """Two or three short answers side by side."""

    template_name = "components/segments.html"


class TriState(forms.ChoiceField):
    """Yes, no or not known. Nothing answered is not "no": it is the empty string, allowed only where `required=False`."""

    widget = Segmented

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", TRI_STATE)
        super().__init__(**options)


class DateInput(forms.DateInput):
    """A date by the browser's own picker; the value is sent as 2026-11-22."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A date and time on the reader's clock by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, str]], *, first: str | None = None) -> None:
    """Fill the choices of a field that depend on the reader; `first` is the words of choosing nothing."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", first)] if first is not None else []), *choices]
