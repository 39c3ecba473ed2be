"""The first days after infusion and the way home."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import FIRST_DAYS, WAY_HOME, Form, Topic, Wording

ROWS: dict[Kind, Form] = {
    Kind.CHECK_NEEDS_EYES: Form(
        "A daily check was written that you should see today", Topic.URGENT, Wording.URGENT, link=FIRST_DAYS, is_urgent=True
    ),
    Kind.HAND_OFF_SENT: Form("A hand-off was sent to you; please acknowledge it", Topic.REMINDERS, Wording.TASK, link=WAY_HOME),
    Kind.HAND_OFF_ACKNOWLEDGED: Form("The hand-off you sent was acknowledged", Topic.HANDOFF, link=WAY_HOME),
    Kind.VISIT_NOTE: Form("A visit note came from the practice", Topic.HANDOFF, link=WAY_HOME),
    Kind.VISIT_CONCERN: Form("A visit note asks for your attention today", Topic.URGENT, Wording.URGENT, link=WAY_HOME, is_urgent=True),
}
