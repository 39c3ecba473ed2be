"""From one notice for some people to rows: by which channels it reaches each of them, and not before when.

One statement for all recipients of all orders, whatever they chose. The center always gets its row. What is decided here is looked at
again when the message is sent (`holding`): people change their minds, and days pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from carecoord.notifications import caregivers, timing
from carecoord.notifications.kinds.shape import SAFETY, Audience, Form, Topic
from carecoord.notifications.models import Notification
from carecoord.notifications.states import Channel
from carecoord.notifications.timing import Hours
from carecoord.notifications.wallclock import Follows, instant
from carecoord.notifications.wishes import SAFETY_CHANNEL, When, default

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


# As Django would write it; said here because writing it anew costs more than running it. Grants of the patients asked for, no others.
READ = """
select u.id, u.time_zone,
  array(select c.topic || ' ' || c.channel || ' ' || c."when" from notifications_choice c where c.user_id = u.id),
  array(select g.patient_id || ' ' || g.source || ' ' || array_to_string(g.scopes, ',') from access_personalgrant g
    where g.user_id = u.id and g.patient_id = any (%(patients)s::uuid[]) and g.source <> 'break_glass'
      and g.starts_at <= clock_timestamp() and (g.ends_at is null or g.ends_at > clock_timestamp())),
  {hours}
from accounts_user u left join notifications_habits h on h.user_id = u.id where u.id = any (%(ids)s)
"""
STATEMENT = READ.format(hours=", ".join(f"h.{name}" for name in HOURS))


def read(ids: Collection[int], patients: Collection[UUID] = ()) -> dict[int, Person]:
    """One statement for everybody."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"ids": list(ids), "patients": list(patients)})
        return {row[0]: Person(hours(row[1], row[4:]), pairs(row[2]), row[3]) for row in cursor}


def hours(time_zone: str, values: Sequence[Any]) -> Hours:
    """From the columns `HOURS`; somebody without habits has none of them."""
    return Hours(time_zone, **{name: value for name, value in zip(HOURS, values, strict=True) if value is not None})


def pairs(words: Iterable[str]) -> dict[tuple[str, str], When]:
    split = (word.split(" ") for word in words)
    return {(topic, channel): When(when) for topic, channel, when in split}
