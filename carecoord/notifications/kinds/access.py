"""Emergency access and its review."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import BREAK_GLASS, TEAM, Form, Topic, Wording

ROWS: dict[Kind, Form] = {
    Kind.BREAK_GLASS_USED: Form(
        "Emergency access was used; please review it",
        Topic.ACCESS,
        Wording.URGENT,
        link=BREAK_GLASS,
        is_urgent=True,
    ),
    Kind.BREAK_GLASS_REVIEW_LATE: Form(
        "A review of emergency access is late", Topic.ACCESS, Wording.URGENT, link=BREAK_GLASS, is_urgent=True
    ),
    Kind.BREAK_GLASS_NOT_REVIEWED: Form(
        "Emergency access was not reviewed in time; see that somebody here does it", Topic.ACCESS, Wording.URGENT, link=TEAM, is_urgent=True
    ),
}
