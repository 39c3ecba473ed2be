"""The filters of the center as they stand in an address, for pages and programs. What is none of ours is an error, not silence."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from carecoord.notifications.center import Show, Wanted
from carecoord.notifications.kinds import Audience, Topic, topics_for

NAMES = frozenset({"show", "topic", "about", "patient"})


def read(given: Mapping[str, str], audience: Audience) -> Wanted:
    """Raises ValueError for a word that no filter has, a topic of the other audience, or an id that is none."""
    topic = given.get("topic", "")
    if topic and topic not in topics_for(audience):
        raise ValueError("topic")
    return Wanted(
        show=Show(given.get("show", "")),
        topic=Topic(topic) if topic else None,
        about=row_id(given.get("about", "")),
        patient=row_id(given.get("patient", "")),
    )


def row_id(text: str) -> UUID | None:
    return UUID(text) if text else None
