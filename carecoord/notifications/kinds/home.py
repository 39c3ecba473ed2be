"""What patients hear, and those who care for them: in their language, so every title is translated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import LOOKED, MESSAGES, REACH, READING, Form, Topic, Wording, to_person

ROWS: dict[Kind, Form] = {
    Kind.ROAD_NEWS: to_person(_("There is news on your road"), Topic.NEWS),
    Kind.VISIT_BOOKED: to_person(_("A visit was booked for you"), Topic.VISITS),
    Kind.VISIT_CHANGED: to_person(_("A visit was changed"), Topic.VISITS, Wording.URGENT, is_urgent=True),
    Kind.VISIT_SOON: to_person(_("You have a visit soon"), Topic.VISITS, Wording.REMINDER),
    Kind.MESSAGE_RECEIVED: to_person(_("You have a new message"), Topic.MESSAGES, Wording.MESSAGE, link=MESSAGES),
    Kind.READING_ASSIGNED: to_person(_("There is something new to read"), Topic.READING, link=READING),
    Kind.STEP_SOON: to_person(_("Something on your road comes up soon"), Topic.REMINDERS, Wording.REMINDER),
    Kind.TEAM_WILL_CALL: to_person(_("Your team will call you"), Topic.VISITS, Wording.UPDATE),
    Kind.MY_MAIL_RETURNED: to_person(_("Our mail to you comes back. Please look at your address."), Topic.REMINDERS, link=REACH),
    Kind.RECORD_OPENED: to_person(_("Someone opened your record in an emergency"), Topic.ACCESS, link=LOOKED, needs_grant=False),
}
