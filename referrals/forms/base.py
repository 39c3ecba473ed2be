"""What every verb's form shares: the version the reader saw, the choices of their own organization, and running the verb."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.accounts.models import Membership, Role
from carecoord.ui.forms import offer
from patients.models import DocumentKind
from patients.verbs import upload
from referrals import verbs
from referrals.models import Referral
from referrals.sent import usable
from referrals.states import MOVE


class VerbForm(forms.Form):
    """The form of `verb`. `heading` is the page's title, `button` repeats the act, `hint` says what follows."""

    heading: ClassVar[str] = ""
    button: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    verb: ClassVar[str] = ""
    fields_of: ClassVar[dict[str, str]] = {}  # what the verb calls a value -> the field in which it is typed, where names differ

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, referral: Referral, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"version": referral.version, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.referral = referral
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the reader or the referral."""

    def values(self) -> dict[str, Any]:
        """What the verb gets, besides the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def run(self) -> Any:
        """Call the verb; its refusals pass through."""
        return getattr(verbs, self.verb)(self.actor, self.referral.pk, version=self.cleaned_data["version"], **self.values())

    def refuse(self, refusal: Refused) -> None:
        """Put the verb's sentence beside the field at fault, or over the form."""
        name = self.fields_of.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, refusal.sentence)

    def colleagues(self, *roles: Role) -> list[tuple[str, str]]:
        """Active colleagues at the acting organization, by name; all of the care team without `roles`."""
        rows = Membership.objects.active().filter(organization_id=self.actor.place_id)
        rows = rows.filter(role__in=roles) if roles else rows.exclude(role__in=(Role.ORGANIZATION_ADMIN, Role.PRIVACY_OFFICER))
        return [(str(pk), name) for pk, name in rows.order_by("user__name").values_list("user_id", "user__name")]


class CodeForm(VerbForm):
    """A coded reason alone."""

    reason_code = forms.ChoiceField(label="Reason", widget=forms.Select)

    def prepare(self) -> None:
        reasons = MOVE[self.verb].reasons
        offer(self, "reason_code", reasons.choices if reasons else [], first="Choose a reason")


class ReasonForm(CodeForm):
    """A coded reason, and words where they help."""

    text = forms.CharField(label="In your words", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False)


def plain(verb: str, heading: str, button: str, hint: str = "", *, kind: type[VerbForm] = VerbForm) -> type[VerbForm]:
    """The form of a verb that asks for nothing of its own: only its words differ from `kind`."""
    return type(verb.title().replace("_", ""), (kind,), {"verb": verb, "heading": heading, "button": button, "hint": hint})


def number(value: str) -> int | None:
    return int(value) if value else None


def keep(form: VerbForm, file: Any, kind: DocumentKind) -> Any:
    """Upload a file of this referral's patient; its refusals pass through. Returns the document's id."""
    return usable(upload(form.actor, form.referral.patient_id, file=file, kind=kind, title=kind.label)).pk
