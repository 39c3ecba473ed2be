"""The mail that stands for others: how many notices are unread, and where they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import CENTER, Form, Topic, Wording
from carecoord.notifications.states import Channel

ROWS: dict[Kind, Form] = {
    Kind.DIGEST: Form(_("You have unread notices"), Topic.DIGEST, Wording.DIGEST, link=CENTER, channels=(Channel.EMAIL,)),
}
