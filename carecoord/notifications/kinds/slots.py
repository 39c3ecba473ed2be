"""Slots that were offered, confirmed, moved or lost."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import CALENDAR, SLOTS, Form, Topic, Wording

ROWS: dict[Kind, Form] = {
    Kind.SLOT_OFFERED: Form("A slot was offered; please answer in time", Topic.VISITS, Wording.TASK, link=SLOTS),
    Kind.SLOT_ANSWERED: Form("An offered slot was answered", Topic.SLOTS, link=SLOTS),
    Kind.SLOT_CONFIRMED: Form("A slot was confirmed", Topic.VISITS, link=SLOTS),
    Kind.SLOT_MOVED: Form("A slot was moved; see what follows from it", Topic.VISITS, Wording.URGENT, link=SLOTS, is_urgent=True),
    Kind.SLOT_LOST: Form("A confirmed slot was released", Topic.VISITS, Wording.URGENT, link=SLOTS, is_urgent=True),
    Kind.SLOT_LAPSED: Form("A slot you held is free again: its time ran out", Topic.SLOTS, link=CALENDAR),
}
