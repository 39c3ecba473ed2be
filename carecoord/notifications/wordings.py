"""What an e-mail says: one of five sentences, a link with an opaque id, in the recipient's language. Never anything else.

The link leads through `notices/<id>/`, so that the address in a mail box does not even say which page it opens.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from carecoord.notifications.channels import Letter
from carecoord.notifications.kinds import Wording


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str


SUBJECTS: dict[Wording, Promise] = {
    Wording.UPDATE: _("You have an update"),
    Wording.TASK: _("Something is waiting for you"),
    Wording.REMINDER: _("A reminder for you"),
    Wording.URGENT: _("Please look at this today"),
    Wording.MESSAGE: _("You have a new message"),
    Wording.DIGEST: _("Your summary"),
}
SENTENCES: dict[Wording, Promise] = {
    Wording.UPDATE: _("There is an update for you in carecoord."),
    Wording.TASK: _("Something in carecoord is waiting for you."),
    Wording.REMINDER: _("Something in carecoord is due soon, or today."),
    Wording.URGENT: _("Something in carecoord needs you today."),
    Wording.MESSAGE: _("There is a new message for you in carecoord."),
    Wording.DIGEST: _("There are notices in carecoord that you have not read."),
}


def mail(letter: Letter) -> Mail:
    """Subject, text and HTML in the letter's language."""
    with translation.override(letter.language):
        words = {
            "language": letter.language,
            "subject": str(SUBJECTS[letter.form.wording]),
            "sentence": sentence(letter),
            "link": address(reverse("notices:notice", args=[letter.id])),
            "choices": "" if letter.form.is_safety else address(reverse("notices:choices")),
        }
        text = render_to_string("emails/notice.txt", words)
        return Mail(f"carecoord: {words['subject']}", text, render_to_string("emails/notice.html", words))


def sentence(letter: Letter) -> str:
    """A summary says how many, and nothing of what."""
    if letter.form.wording is Wording.DIGEST and letter.unread:
        words = ngettext("You have %(count)d unread notice in carecoord.", "You have %(count)d unread notices in carecoord.", letter.unread)
        return words % {"count": letter.unread}
    return str(SENTENCES[letter.form.wording])


def address(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
