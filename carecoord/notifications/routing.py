"""From one notice for some people to rows: by which channels it reaches each of them, and not before when.

One statement for all recipients of all orders, whatever they chose. The center always gets its row. What is decided here is looked at
again when the message is sent (`holding`): people change their minds, and days pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Concat

from carecoord.accounts.models import User
from carecoord.notifications import caregivers, timing
from carecoord.notifications.kinds.shape import SAFETY, Audience, Form, Topic
from carecoord.notifications.models import Notification
from carecoord.notifications.states import Channel
from carecoord.notifications.timing import Hours
from carecoord.notifications.wallclock import Follows, instant
from carecoord.notifications.wishes import SAFETY_CHANNEL, Choice, When, default

HOURS = tuple(name for name in Hours.__dataclass_fields__ if name != "time_zone")


@dataclass(frozen=True)
class Person:
    """What deciding needs to know of one recipient: no name, nothing of a record."""

    hours: Hours
    chosen: Mapping[tuple[str, str], When]
    grants: Sequence[str] = ()

    def when(self, audience: Audience, topic: Topic, channel: Channel) -> When:
        """Safety comes right away by its channel, whatever is stored."""
        if topic in SAFETY and channel == SAFETY_CHANNEL:
            return When.NOW
        return self.chosen.get((topic, channel)) or default(audience, topic, channel)


NOBODY_KNOWN = Person(Hours(), {})


@dataclass(frozen=True)
class Order:
    """One notice for some people. `channels`: exactly these, whatever people chose; otherwise what each of them chose."""

    common: Notification
    to: Collection[int]
    channels: Collection[Channel] = ()


def rows(orders: Sequence[Order]) -> list[Notification]:
    people = read({one for order in orders for one in order.to}, {o.common.patient_id for o in orders if o.common.patient_id})
    return [row for order in orders for one in dict.fromkeys(order.to) for row in copies(order, one, people.get(one, NOBODY_KNOWN))]


def copies(order: Order, user_id: int, person: Person) -> Iterator[Notification]:
    common, form = there(order.common, person), order.common.form
    if not caregivers.reaches(form, common.patient_id, person.grants):
        return
    for channel in order.channels or channels(form, person):
        when = person.when(form.audience, form.topic, channel)
        held = None if channel == Channel.INAPP else timing.hold(person.hours, form, when, common.due_at, common.expires_at)
        times = {"due_at": held.until, "try_at": held.until, "last_error_class": held.why} if held else {}
        yield copy(common, user_id, channel, **times)


def there(common: Notification, person: Person) -> Notification:
    """A wall time that follows its recipient is read on this one's wall."""
    if common.zone_of != Follows.RECIPIENT or common.wall_at is None:
        return common
    at = instant(common.wall_at, person.hours.time_zone)
    return copy(common, common.recipient_id, Channel(common.channel or Channel.INAPP), zone=person.hours.time_zone, due_at=at, try_at=at)


def channels(form: Form, person: Person) -> list[Channel]:
    """The center, and the ways out that are not switched off. A kind that names only a mail goes by mail alone."""
    if Channel.INAPP not in form.channels:
        return list(form.channels)
    return [c for c in Channel if c == Channel.INAPP or person.when(form.audience, form.topic, c) is not When.OFF]


def copy(common: Notification, user_id: int, channel: Channel, **changes: Any) -> Notification:
    """The same notice for one recipient and channel, with an id of its own."""
    values = {field.attname: getattr(common, field.attname) for field in Notification._meta.concrete_fields}
    return Notification(**{**values, "id": uuid4(), "recipient_id": user_id, "channel": channel, **changes})


def read(ids: Collection[int], patients: Collection[UUID] = ()) -> dict[int, Person]:
    """One statement for everybody."""
    if not ids:
        return {}
    found = User.objects.filter(pk__in=ids).annotate(chosen=chosen_by(OuterRef("pk")), **grants(patients))
    return {row["pk"]: person(row) for row in found.values("pk", "time_zone", "chosen", *grants(patients), *habits("habits__")).order_by()}


def chosen_by(user: OuterRef) -> ArraySubquery:
    """Each choice as one word, "topic channel when"."""
    word = Concat("topic", Value(" "), "channel", Value(" "), "when", output_field=TextField())
    return ArraySubquery(Choice.objects.filter(user_id=user).values_list(word, flat=True))


def grants(patients: Collection[UUID]) -> dict[str, Any]:
    return {"grants": ArraySubquery(caregivers.words_of(OuterRef("pk"), patients))} if patients else {}


def habits(path: str) -> list[str]:
    return [f"{path}{name}" for name in HOURS]


def person(row: Mapping[str, Any], path: str = "habits__") -> Person:
    """From columns that `habits(path)` named; somebody without habits has none of them."""
    return Person(hours(row, path), pairs(row["chosen"]), row.get("grants", ()))


def hours(row: Mapping[str, Any], path: str) -> Hours:
    kept = {name: row[path + name] for name in HOURS if row[path + name] is not None}
    return Hours(time_zone=row["time_zone"], **kept)


def pairs(words: Iterable[str]) -> dict[tuple[str, str], When]:
    split = (word.split(" ") for word in words)
    return {(topic, channel): When(when) for topic, channel, when in split}
