"""Who stands behind a role on one journey: the person in charge if one is named, else those of that role at the organization."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from carecoord.accounts.models import Role
from carecoord.notifications import Follows, Kind, WallTime, notice, post, post_all
from carecoord.notifications.climbing import team_of
from referrals.models import Journey, JourneyEvent
from referrals.notices import person_ids
from referrals.pathway.protocol import Owner

Item = TypeVar("Item")
AT_PRACTICE: dict[Owner, tuple[Role, ...]] = {Owner.RO: (Role.CLINICIAN,), Owner.RC: (Role.COORDINATOR, Role.NURSE)}
AT_CENTER: dict[Owner, tuple[Role, ...]] = {
    Owner.CTC: (Role.COORDINATOR,),
    Owner.CTP: (Role.CLINICIAN,),
    Owner.RN: (Role.NURSE,),
    Owner.FIN: (Role.FINANCIAL_NAVIGATOR,),
    Owner.SW: (Role.SOCIAL_WORKER,),
    Owner.PHA: (Role.PHARMACIST,),
    Owner.DM: (Role.DATA_MANAGER,),
    Owner.APHU: (Role.COORDINATOR,),
    Owner.LAB: (Role.COORDINATOR,),
    Owner.MFR: (Role.COORDINATOR,),
}
AT_HOME = frozenset({Owner.PT, Owner.CG})
MOST = 50
Team = dict[int, set[int]]  # organization: people


def people(journey: Journey, roles: Collection[Owner]) -> Team:
    """Staff behind these roles, by organization, in one statement at most. A role nobody holds falls to the coordinators."""
    named = in_charge(journey)
    found: Team = defaultdict(set)
    for role in roles:
        if person := named.get(role):
            found[person[0]].add(person[1])
    open_roles = [role for role in roles if role not in named and role not in AT_HOME]
    if open_roles:
        for place, members in holders(journey, open_roles).items():
            found[place] |= members
    return dict(found)


def in_charge(journey: Journey) -> dict[Owner, tuple[int, int]]:
    """(organization, person) of roles that somebody was named for."""
    referral = journey.referral
    named = {
        Owner.RC: (journey.practice_id, referral.from_owner_id),
        Owner.CTC: (journey.center_id, journey.coordinator_id),
        Owner.CTP: (journey.center_id, referral.decider_id),
    }
    return {role: (place, person) for role, (place, person) in named.items() if person is not None}


def holders(journey: Journey, roles: Iterable[Owner]) -> Team:
    team = team_of({journey.practice_id, journey.center_id})
    found: Team = defaultdict(set)
    for role in roles:
        place, people = pick(team, role, practice=journey.practice_id, center=journey.center_id)
        found[place].update(people)
    return found


def pick(team: Mapping[tuple[int, str], Sequence[Item]], role: Owner, *, practice: int, center: int) -> tuple[int, list[Item]]:
    """The organization of a role and who of it stands behind the role: those of its jobs, else the coordinators; `MOST` at most."""
    place = practice if role in AT_PRACTICE else center
    jobs = AT_PRACTICE.get(role) or AT_CENTER.get(role, ())
    found = [one for job in jobs for one in team.get((place, job), ())] or [*team.get((place, Role.COORDINATOR), ())]
    return place, found[:MOST]


def tell(
    journey: Journey,
    kind: Kind,
    roles: Collection[Owner],
    event: JourneyEvent,
    *,
    also: Collection[tuple[int, int]] = (),
    at: datetime | None = None,
) -> None:
    """One notice to each person behind the roles, and to `also` (organization, person); never to whoever acted, unless it is for later.

    `at`: a time on the wall of each of the two organizations instead of now.
    """
    team: Team = defaultdict(set, people(journey, roles))
    for place, person in also:
        team[place].add(person)
    zones = {one.pk: one.time_zone for one in (journey.practice, journey.center)}
    orders = []
    for place, members in team.items():
        if others := members - ({event.actor_id or 0} if at is None else set()):
            wall = WallTime(at, zones[place], Follows.ORGANIZATION) if at else None
            where: dict[str, Any] = {"about": journey.pk, "patient_id": journey.patient_id, "organization_id": place}
            orders.append(notice(kind, to=others, key=f"journey:{event.pk}:{kind}", wall=wall, **where))
    if orders:
        post_all(orders)


def tell_home(journey: Journey, kind: Kind, event: JourneyEvent) -> None:
    """The patient and confirmed proxies; nobody once the patient has died."""
    home = person_ids(journey.patient_id)
    if home and not journey.patient.is_deceased:
        post(kind, to=home, about=journey.pk, key=f"journey:{event.pk}:{kind}", patient_id=journey.patient_id)
