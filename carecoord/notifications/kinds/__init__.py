"""Every kind of notice, as data: what it says in the in-app center, to whom, how urgently, and which page its link opens.

Titles say what happened, never a clinical fact, a name or an organization; e-mail says even less (`wordings`). To add a kind: one member
in `names`, one row in the file of its noun. A switched-off topic is checked when the message is sent, not when it is posted.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carecoord.notifications.kinds import access, after, home, loop, reminders, road, slots, summary
from carecoord.notifications.kinds.names import KINDS, Kind
from carecoord.notifications.kinds.shape import CENTER, SAFETY, Audience, Form, Topic, Wording, Words

__all__ = ["KINDS", "SAFETY", "Audience", "Form", "Kind", "Topic", "Wording", "Words", "form_of", "kinds_for", "topics_for"]

for room in (loop, reminders, road, slots, after, access, home, summary):
    KINDS.update(room.ROWS)

STRANGE = Form(_("There is an update for you"), Topic.NEWS, link=CENTER)  # of a kind that this program does not know, or no longer


def form_of(name: str) -> Form:
    """Of a row's kind. A page that lists notices opens whatever an older or newer program has written."""
    return KINDS[Kind(name)] if name in KINDS else STRANGE


def kinds_for(audience: Audience) -> list[Kind]:
    return [kind for kind, form in KINDS.items() if form.audience is audience]


def topics_for(audience: Audience) -> list[Topic]:
    """The topics somebody of this audience can get, in the order of `Topic`; a summary is of topics, and no topic itself."""
    used = {form.topic for form in KINDS.values() if form.audience is audience}
    return [topic for topic in Topic if topic in used and topic is not Topic.DIGEST]
