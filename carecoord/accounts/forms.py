"""The shape of what people type about themselves and about their team. Whether it may be done is the verbs' business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import phonenumbers
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from carecoord.accounts import sender_names
from carecoord.accounts.models import Language, Role, User

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm

ZONES = (
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Puerto Rico")),
)


def phone_number(raw: str) -> str:
    """A North American or international number, kept as people read it; an extension is kept."""
    if not raw.strip():
        return ""
    try:
        number = phonenumbers.parse(raw, "US")
    except phonenumbers.NumberParseException as fault:
        raise ValidationError(_("This is not a phone number we can read. Write it like 319-555-0142.")) from fault
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This phone number has too few or too many digits."))
    kind = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, kind.NATIONAL if number.country_code == 1 else kind.INTERNATIONAL))


class ProfileForm(UserForm):
    """What a person says of themselves. The e-mail address is changed on its own page, since it is the login."""

    class Meta:
        model = User
        fields = ("name", "title", "phone", "language", "time_zone")
        labels = {
            "name": _("Name"),
            "title": _("Title and credentials"),
            "phone": _("Phone"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
        }
        help_texts = {"title": _("As people say it: Dr., RN, oncologist."), "phone": _("Your team sees it.")}

    def __init__(self, *args: Any, works: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not works:  # patients and caregivers have no credentials
            del self.fields["title"]
        zones: list[tuple[str, Any]] = list(ZONES)
        mine = self.instance.time_zone
        if mine in available_timezones() and mine not in dict(zones):
            zones.append((mine, mine.replace("_", " ")))
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)
        self.fields["language"].widget = forms.RadioSelect(choices=Language.choices)

    def clean_phone(self) -> str:
        return phone_number(self.cleaned_data["phone"])


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write."""

    email = forms.EmailField(label="E-mail", max_length=254)
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.COORDINATOR)
    language = forms.ChoiceField(label="Language of the letter", choices=Language.choices, initial=Language.ENGLISH)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class JoinForm(forms.Form):
    """A new account: name and password, twice typed."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Four or five words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, joins_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.joins_staff = email, joins_staff

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            self._check(password, str(data.get("name", "")))
        return data

    def _check(self, password: str, name: str) -> None:
        user = User(email=self.email, name=name)
        user.joins_staff = self.joins_staff  # type: ignore[attr-defined]  # read by `passwords.shortest_for`
        try:
            validate_password(password, user)
        except ValidationError as fault:
            self.add_error("password", fault)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=Role.choices)


class MailNameForm(forms.Form):
    """The name an organization gives its mail; whether it may stand there is for `sender_names` to say."""

    sender_name = forms.CharField(
        label="Name in e-mails",
        required=False,
        max_length=sender_names.LONGEST,
        validators=[sender_names.valid],
        help_text="E-mails then come from “Cedar Valley via carecoord”. Others may see a mail box: no word of an illness or a treatment.",
    )
