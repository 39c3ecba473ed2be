"""What a person has switched off: one row for each topic that is off, nothing for what is on."""

from __future__ import annotations

from collections.abc import Collection

from carecoord.access.actor import Actor
from carecoord.notifications.kinds import SAFETY, Audience, Topic, topics_for
from carecoord.notifications.models import Mute
from carecoord.notifications.states import Channel


def audience_of(actor: Actor) -> Audience:
    return Audience.PERSON if actor.is_person else Audience.STAFF


def can_choose(audience: Audience) -> list[Topic]:
    return [topic for topic in topics_for(audience) if topic not in SAFETY]


def by_email(actor: Actor) -> list[str]:
    """The topics that are on."""
    off = set(Mute.objects.filter(user_id=actor.user_id or 0, channel=Channel.EMAIL).values_list("topic", flat=True))
    return [topic for topic in can_choose(audience_of(actor)) if topic not in off]


def choose(actor: Actor, *, by_email: Collection[str]) -> None:
    """Keep exactly these on; what the person cannot choose is left alone."""
    assert actor.user_id is not None
    choosable = can_choose(audience_of(actor))
    mine = Mute.objects.filter(user_id=actor.user_id, channel=Channel.EMAIL)
    mine.filter(topic__in=[t for t in choosable if t in by_email]).delete()
    off = [Mute(user_id=actor.user_id, topic=topic, channel=Channel.EMAIL) for topic in choosable if topic not in by_email]
    Mute.objects.bulk_create(off, ignore_conflicts=True)
