"""Which steps have climbed to somebody: the late steps of their organization, asked of the very ladders the sweep asks.

Room: referrals.pathway. A ladder differs from step to step, so no statement can say it: the late steps are read and climbed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.notifications import Kind
from carecoord.notifications.climbing import climb
from carecoord.notifications.ladders import Due
from referrals.models import Journey, JourneyStep
from referrals.pathway.due import LOOK_BACK, Desk, Row, columns, desk_of, hanging

MOST = 500  # late steps of one organization that are asked


def to(actor: Actor, now: datetime) -> list[UUID]:
    """Ids, the longest late first. Five statements, however many steps."""
    late = JourneyStep.objects.overdue(now).filter(journey__in=Journey.objects.of_place(actor).running(), due_at__gt=now - LOOK_BACK)
    rows = columns(late.order_by("due_at")[:MOST])
    if not rows or actor.user_id is None:
        return []
    desk = desk_of(rows)
    return [row["id"] for row in rows if any(is_for(actor, one) for one in here(actor, row, desk, now))]


def here(actor: Actor, row: Row, desk: Desk, now: datetime) -> Iterator[Due]:
    for one in hanging(row, desk):
        if one.place == actor.place_id:
            yield from climb(one, now)


def is_for(actor: Actor, one: Due) -> bool:
    return one.kind is Kind.PATHWAY_STEP_LATE and actor.user_id in one.to
