"""While somebody is away, a deputy gets what comes for them, or comes due; without one, whoever has the same role at the same place.

A source of the ladders, so it looks at every sweep at what is true now: a deputy who has left is passed over, a time away that was
written down late counts at once. The absent one's notice stays in their own center and their messages wait (`timing`); where nobody can
stand in, the messages go out after all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from carecoord.accounts.models import Membership
from carecoord.notifications import routing, timing
from carecoord.notifications.deputies import may_do
from carecoord.notifications.holding import NOBODY_ELSE
from carecoord.notifications.kinds import Audience, kinds_for
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.outbox import write
from carecoord.notifications.routing import Order
from carecoord.notifications.states import Channel, State
from carecoord.notifications.timing import Hours
from carecoord.notifications.wishes import Habits

if TYPE_CHECKING:
    from carecoord.notifications.ladders import Due

PREFIX = "deputy:"
DESK = 50  # people
AT_ONCE = 500
Desk = Mapping[int, Mapping[int, str]]  # organization -> who works there -> as what


@dataclass(frozen=True)
class Absent:
    id: int
    hours: Hours
    deputy_id: int | None


def give(now: datetime) -> Iterable[Due]:
    """Hand on what is not handed on yet. It writes by itself, since each row keeps what it is about; so there is nothing to yield."""
    absent = {one.id: one for one in who_is_away(now)}
    rows = [row for row in not_given(absent, now)[:AT_ONCE] if absent[row.recipient_id].hours.is_away(row.due_at)] if absent else []
    if rows:
        desk = desk_of(absent)
        takers = {row.pk: stand_ins(row, absent, desk) for row in rows}
        write(routing.rows([order(row, *takers[row.pk], now) for row in rows if takers[row.pk][1]]))
        for row in rows:
            if not takers[row.pk][1]:
                let_go(row, now)
    return ()


def who_is_away(now: datetime) -> Iterator[Absent]:
    """By each person's own days; the filter is a day wider on both sides, wherever they live."""
    day, one = now.date(), timedelta(days=1)
    near = Habits.objects.filter(away_from_on__lte=day + one, away_until_on__gte=day - one, user__is_active=True)
    for user_id, deputy_id, time_zone, *values in near.values_list("user_id", "deputy_id", "user__time_zone", *routing.HOURS):
        found = Absent(user_id, routing.hours(time_zone, values), deputy_id)
        if found.hours.is_away(now):
            yield found


def not_given(absent: Collection[int], now: datetime) -> NotificationQuerySet:
    """What staff who are away have not read and nobody who still works there was given. What a deputy was given is not given on."""
    works = Membership.objects.active().filter(user_id=OuterRef("recipient_id"), organization_id=OuterRef("organization_id"))
    copies = Notification.objects.filter(key=Concat(Value(PREFIX), Cast(OuterRef("pk"), CharField())), channel=Channel.INAPP)
    rows = Notification.objects.filter(recipient_id__in=absent, channel=Channel.INAPP, state=State.DUE, read_at=None, due_at__lte=now)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now), kind__in=kinds_for(Audience.STAFF))
    rows = rows.exclude(key__startswith=PREFIX).exclude(last_error_class=NOBODY_ELSE)
    return rows.filter(~Exists(copies.filter(Exists(works)))).order_by("due_at", "pk")


def desk_of(absent: Collection[int]) -> Desk:
    """Everybody who works where one of these does, in one statement."""
    places = Membership.objects.active().filter(user_id__in=absent).order_by().values("organization_id")
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Membership.objects.active().filter(organization_id__in=places).order_by("pk")
    for place, user, role in rows.values_list("organization_id", "user_id", "role"):
        found[place][user] = role
    return found


def stand_ins(row: Notification, absent: Mapping[int, Absent], desk: Desk) -> tuple[int | None, list[int]]:
    """Where, and who: the deputy, else the desk. Nobody who is away stands in."""
    away = absent[row.recipient_id]
    places = [row.organization_id] if row.organization_id else [place for place, people in desk.items() if away.id in people]
    for place in places:
        people = desk.get(place, {})
        if away.id in people:
            able = [one for one, role in people.items() if role in may_do(people[away.id]) and one not in absent]
            deputy = [one for one in able if one == away.deputy_id]
            if to := deputy or [one for one in able if people[one] == people[away.id]]:
                return place, to[:DESK]
    return row.organization_id, []


def order(row: Notification, place: int | None, to: list[int], now: datetime) -> Order:
    about = {"about": row.about, "patient_id": row.patient_id, "organization_id": place, "is_urgent": row.is_urgent}
    about["stands_for_id"] = row.recipient_id
    common = Notification(kind=row.kind, key=f"{PREFIX}{row.pk}", due_at=now, try_at=now, expires_at=row.expires_at, **about)
    return Order(common, to)


def let_go(row: Notification, now: datetime) -> None:
    """Nobody stands in, so the messages that wait for the absent one wait no longer. Marked, so that this is found once."""
    mine = Notification.objects.filter(key=row.key, recipient_id=row.recipient_id, state=State.DUE)
    mine.filter(channel=Channel.INAPP).update(last_error_class=NOBODY_ELSE)
    mine.exclude(channel=Channel.INAPP).filter(last_error_class=timing.AWAY).update(try_at=now, due_at=now, last_error_class=NOBODY_ELSE)
