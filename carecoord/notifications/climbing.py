"""Which rungs of a ladder have come, and who stands on them. The apps say what hangs on a ladder; the sweep tells.

Room: notifications. Reads memberships and opening hours only, in two statements a sweep and source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from carecoord.accounts.hours import Hours, after, hours_of
from carecoord.accounts.models import Membership
from carecoord.notifications import wallclock
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who

People = Mapping[str, Sequence[int]]
Team = dict[tuple[int, str], list[int]]


@dataclass(frozen=True)
class Hanging:
    """One thing that waits. `people`: who stands behind each word of the ladder's rungs; `rope` names thing and due instant."""

    ladder: Ladder
    rope: str
    start: datetime
    hours: Hours
    people: People
    place: int | None = None
    about: UUID | None = None
    patient_id: UUID | None = None
    when: Callable[[Rung], datetime] | None = None  # where a rung counts in days of its own


@dataclass
class Staff:
    """Who works at the organizations of a sweep, and when these are open."""

    team: Team
    hours: dict[int, Hours]

    @classmethod
    def at(cls, places: Collection[int]) -> Staff:
        return cls(team_of(places), hours_of(places)) if places else cls({}, {})

    @cached_property
    def here(self) -> set[tuple[int, int]]:
        return {(place, user) for (place, _), users in self.team.items() for user in users}

    def people(self, ladder: Ladder, place: int, owner: int | None) -> People:
        """An owner who has left or whose account is closed is no owner."""
        owners = [owner] if owner is not None and (place, owner) in self.here else []
        role = [user for job in ladder.role for user in self.team.get((place, job), ())]
        lead = [user for job in ladder.lead for user in self.team.get((place, job), ())]
        return {Who.OWNER: owners, Who.ROLE: role, Who.LEAD: lead}


def team_of(places: Collection[int]) -> Team:
    """Active people by organization and job, in one statement."""
    members: Team = defaultdict(list)
    rows = Membership.objects.active().filter(organization_id__in=places).order_by("user_id")
    for place, job, user in rows.values_list("organization_id", "role", "user_id"):
        members[place, job].append(user)
    return dict(members)


def climb(one: Hanging, now: datetime) -> Iterator[Due]:
    """A `Due` for each rung that has come and has anybody to tell."""
    for index, rung in enumerate(one.ladder.rungs):
        at = rung_at(one, rung)
        to = recipients(one, index) if at <= now else []
        if to:
            yield Due(one.rope, rung.number, rung.kind, to, at, one.about, one.patient_id, one.place)


def rung_at(one: Hanging, rung: Rung) -> datetime:
    if one.when is not None:
        return one.when(rung)
    if rung.at is not None:
        zone = ZoneInfo(one.hours.zone)
        return wallclock.on_day(one.start.astimezone(zone).date(), rung.at, zone.key)
    return after(one.hours, one.start, rung.wait)


def recipients(one: Hanging, index: int) -> list[int]:
    """Those of the rung, else of the next that has anybody, else of the one below; with the owner, if the ladder says so."""
    rungs, owner = one.ladder.rungs, one.people.get(Who.OWNER, ()) if one.ladder.owner_hears else ()
    words = (rungs[index].to, rungs[index].otherwise, *[rung.to for rung in (*rungs[index + 1 :], *reversed(rungs[:index]))])
    for some in words:
        if found := {user for word in some for user in one.people.get(word, ())}:
            return sorted({*found, *owner})
    return []
