"""What leaves the building says: one of five sentences, a link with an opaque id, in the recipient's language. Never anything else.

The link leads through `notices/<id>/`, so that the address in a mail box does not even say which page it opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

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
# Text messages: letters of the GSM alphabet alone (no á, í, ó, ú), or one message would hold 70 characters and not 160.
TEXTS: dict[Wording, Promise] = {
    Wording.UPDATE: _("There is an update for you."),
    Wording.TASK: _("Something waits for you."),
    Wording.REMINDER: _("Something is due soon."),
    Wording.URGENT: _("Please look today."),
    Wording.MESSAGE: _("You have a message."),
    Wording.DIGEST: _("There are notices for you."),
}
STOP, CODE = _("STOP ends texts."), _("%(code)s is your code. Type it in carecoord within 10 minutes. STOP ends texts.")
LONGEST_TEXT = 160
BLANK = UUID(int=0)  # stands where a letter's own id will


def text(letter: Letter) -> str:
    """At most 160 characters; the way out is named wherever there is room for it, and always in the first message, which is `code`."""
    with translation.override(letter.language):
        said = f"carecoord: {TEXTS[letter.form.wording]} {link(letter)}"
        with_stop = f"{said} {STOP}"
    return with_stop if len(with_stop) <= LONGEST_TEXT else said


def code(digits: str, language: str) -> str:
    """The one message to a number that nobody has confirmed yet."""
    with translation.override(language):
        return "carecoord: " + str(CODE) % {"code": digits}


def push(letter: Letter) -> dict[str, str]:
    """What a device shows on its locked screen: no fact at all."""
    with translation.override(letter.language):
        said = sentence(letter.form.wording, letter.unread)
    return {"title": "carecoord", "body": said, "link": link(letter), "tag": str(letter.id), "lang": letter.language}


def link(letter: Letter) -> str:
    return address(reverse("notices:notice", args=[letter.id]))


def mail(letter: Letter) -> Mail:
    """Subject, text and HTML in the letter's language."""
    form = stationery(letter.form.wording, letter.language, letter.unread, settings.SITE_URL, is_safety=letter.form.is_safety)
    blank, own = str(BLANK), str(letter.id)
    return Mail(form.subject, form.text.replace(blank, own), form.html.replace(blank, own))


@lru_cache(maxsize=256)
def stationery(wording: Wording, language: str, unread: int, site: str, *, is_safety: bool) -> Mail:
    """A message but for the id in its link: the same for everybody, and rendering it takes longer than sending it."""
    with translation.override(language):
        words = {
            "language": language,
            "subject": str(SUBJECTS[wording]),
            "sentence": sentence(wording, unread),
            "link": address(reverse("notices:notice", args=[BLANK])),
            "choices": "" if is_safety else address(reverse("notices:choices")),
        }
        text = render_to_string("emails/notice.txt", words)
        return Mail(f"carecoord: {words['subject']}", text, render_to_string("emails/notice.html", words))


def sentence(wording: Wording, unread: int) -> str:
    """A summary says how many, and nothing of what."""
    if wording is Wording.DIGEST and unread:
        words = ngettext("You have %(count)d unread notice in carecoord.", "You have %(count)d unread notices in carecoord.", unread)
        return words % {"count": unread}
    return str(SENTENCES[wording])


def address(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
