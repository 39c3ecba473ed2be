"""Changing which notices one gets, by which channel and when: only ever one's own, and each change is told to the log.

One version counts every change of a person's choices and habits (`habits`), so that two windows do not undo each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import habits, routing, timing
from carecoord.notifications.kinds import Audience, topics_for
from carecoord.notifications.kinds.shape import Topic
from carecoord.notifications.models import Choice, Habits
from carecoord.notifications.states import Channel
from carecoord.notifications.wishes import When, offered

Cell = tuple[Topic, Channel]


def audience_of(actor: Actor) -> Audience:
    return Audience.PERSON if actor.is_person else Audience.STAFF


def ways_out() -> list[Channel]:
    """The channels that can be chosen, which is all but the center."""
    return [channel for channel in Channel if channel != Channel.INAPP]


def can_choose(audience: Audience) -> list[Topic]:
    return topics_for(audience)


@dataclass(frozen=True)
class Wishes:
    """What holds for one person now: each cell of the table, and the habits."""

    cells: Mapping[Cell, When]
    habits: Habits


def mine(actor: Actor) -> Wishes:
    """Two statements."""
    audience, user_id = audience_of(actor), actor.user_id or 0
    chosen = {(row.topic, row.channel): When(row.when) for row in Choice.objects.filter(user_id=user_id)}
    person = routing.Person(timing.Hours(), chosen)
    cells = {(topic, channel): person.when(audience, topic, channel) for topic in can_choose(audience) for channel in ways_out()}
    return Wishes(cells, habits.of(user_id))


def choose(actor: Actor, changes: Mapping[Cell, When], *, version: int) -> Habits:
    """Take over the cells that differ. Raises Refused for what is not offered, Stale if something was changed meanwhile."""
    row = habits.locked(actor, version)
    before = mine(actor).cells
    differing = {cell: when for cell, when in changes.items() if before.get(cell) != when}
    for (topic, channel), when in differing.items():
        if (topic, channel) not in before or when not in offered(topic, channel):
            raise Refused(_("This always comes, because missing it could harm somebody."), code="not_offered")
    keep(row.user_id, differing)
    return habits.changed(actor, row, "notices.choose", [f"{topic}-{channel}-{when}" for (topic, channel), when in differing.items()])


def keep(user_id: int, changes: Mapping[Cell, When]) -> None:
    rows = [Choice(user_id=user_id, topic=topic, channel=channel, when=when) for (topic, channel), when in changes.items()]
    Choice.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "topic", "channel"], update_fields=["when"])
