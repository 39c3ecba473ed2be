"""What an action is called: exact for staff, plain for the patient. Actions are `read <page>`, `denied <page>` or `<room>.<verb>`."""

from __future__ import annotations

from django.utils.translation import gettext as _

GROUPS = {
    "": "Everything",
    "read": "Read",
    "denied": "Refused",
    "patients.": "Record changed",
    "referral": "Referrals",
    "access.": "Access changed",
    "access.break_glass": "Emergency access",
    "export": "Exported",
}


def for_staff(action: str) -> str:
    """ "read patients:record" is "Read: record"; "referral.accept" is "Referral: accept"."""
    kind, _space, page = action.partition(" ")
    if page:
        return f"{'Refused' if kind == 'denied' else kind.capitalize()}: {_plain(page.rsplit(':', 1)[-1])}"
    room, _dot, verb = action.partition(".")
    return f"{_plain(room).capitalize()}: {_plain(verb)}" if verb else _plain(action).capitalize()


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def for_patient(action: str) -> str:
    if action == "access.break_glass":
        return _("Opened your record in an emergency")
    if action == "access.emergency_lookup":
        return _("Looked for your record in an emergency")
    if action.startswith("access."):
        return _("Changed who may open your record")
    if action.startswith("read"):
        return _("Looked at your record")
    if "export" in action:
        return _("Made a copy of your record")
    return _("Worked on your record")
