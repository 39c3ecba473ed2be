"""Open referrals that nobody looks after: without an owner for a day, with one who has left, or with one who is away and named no deputy.

Room: referrals. Asked by every sweep as carecoord_worker; who leads hears of it once a day, when the site opens, and finds them under
"Unassigned" or by owner in the worklist. No patient is named: one notice stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from carecoord.accounts.hours import morning
from carecoord.accounts.models import Membership
from carecoord.notifications import Kind, absences, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.models import Referral

A_DAY: Final = timedelta(days=1)  # what came today may still be given to somebody
MINUTES: Final = 5  # between two looks: a day's reminder needs no look every fifteen seconds
UNOWNED: Final = Ladder(
    code="loop.unowned",
    title="Referrals that nobody here looks after",
    starts="the morning of every working day on which there are any",
    rungs=(Rung(1, (Who.LEAD,), Kind.UNOWNED, otherwise=(Who.ROLE,)),),
    since_on=date(2026, 11, 23),
)
SIDES: Final = (("from_org_id", "from_owner_id"), ("to_org_id", "to_owner_id"))


def without_owner(now: datetime) -> Iterator[Due]:
    """One `Due` for each organization and day."""
    if now.minute % MINUTES:
        return
    places = places_of(now)
    staff = Staff.at(places)
    for place in sorted(places):
        yield from climb(hanging(place, staff, now), now)


def places_of(now: datetime) -> set[int]:
    """Organizations that have such referrals. Four statements, and two more where somebody has left or is away."""
    rows = Referral.objects.open()
    found: set[int] = set()
    for place, owner in SIDES:
        idle = rows.filter(stage_since__lte=now - A_DAY, **{owner: None})
        found |= set(idle.order_by().values_list(place, flat=True).distinct())
    missing = missing_people(now)
    if not missing:
        return found
    there = set(Membership.objects.active().filter(user_id__in=missing).order_by().values_list("organization_id", "user_id"))
    there -= {(place, user) for place, user in there if missing[user]}
    for place, owner in SIDES:
        pairs = rows.filter(**{f"{owner}__in": list(missing)}).order_by().values_list(place, owner).distinct()
        found |= {one for one, user in pairs if (one, user) not in there}
    return found


def missing_people(now: datetime) -> dict[int, bool]:
    """People who have left an organization (False: they may still work at another) or are away without a deputy (True)."""
    left = Membership.objects.exclude(pk__in=Membership.objects.active().values("pk")).order_by().values_list("user_id", flat=True)
    found = dict.fromkeys(left, False)
    return found | {one.id: True for one in absences.who_is_away(now) if one.deputy_id is None}


def hanging(place: int, staff: Staff, now: datetime) -> Hanging:
    ladder, hours = rungs.in_force(UNOWNED.code, now.date()), staff.hours[place]
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    start = morning(hours, today, early=False)
    return Hanging(ladder, f"unowned:{place}:{today.isoformat()}", start, hours, staff.people(ladder, place, None), place)
