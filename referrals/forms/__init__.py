"""The shape of what each verb asks for. `FORMS[verb]` is the form; its `run` calls the verb with what was typed."""

from referrals.forms.base import VerbForm
from referrals.forms.verbs import FORMS

__all__ = ["FORMS", "VerbForm"]
