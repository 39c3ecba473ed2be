"""Who would hear of a change, by name: the people behind the roles of its steps, asked for once.

Room: referrals.pathway. `whom` sends; this only says whom it would reach, so that somebody can read it first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from carecoord.access.actor import Actor
from carecoord.accounts.models import Membership, User
from referrals.models import Journey
from referrals.notices import person_ids
from referrals.pathway import whom
from referrals.pathway.protocol import Owner
from referrals.pathway.road import Road

Names = dict[int, str]


@dataclass(frozen=True)
class Hearers:
    """`roles`: people by role; `given`: people by step code; `home`: the patient and proxies."""

    road: Road
    roles: dict[Owner, Names]
    given: dict[str, Names]
    home: Names
    me: int | None

    def of(self, code: str, is_anchor: bool = False) -> tuple[str, ...]:
        """Of a step; of an anchor: those of the step that sets it."""
        step = next((one for one in self.road.protocol.steps if one.sets == code), None) if is_anchor else self.road.rules.get(code)
        return self.names([step.code] if step else [])

    def all_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        return self.names(codes)

    def names(self, codes: Iterable[str]) -> tuple[str, ...]:
        found: Names = {}
        for code in codes:
            step = self.road.rules.get(code)
            if step is None:
                continue
            for role in dict.fromkeys((step.owner, *step.with_, *step.concerns)):
                found |= self.home if role in whom.AT_HOME else self.roles.get(role, {})
            found |= self.given.get(code, {}) | (self.home if step.for_patient else {})
        return tuple(name for person, name in found.items() if person != self.me)


def ask(actor: Actor, current: Road) -> Hearers:
    """Four statements, whatever the length of the road."""
    journey = current.journey
    team = members(journey)
    charge = {role: person for role, (_, person) in whom.in_charge(journey).items()}
    given = {row.assignee_id for row in current.live if row.assignee_id and row.is_open}
    home: set[int] = set() if journey.patient.is_deceased else person_ids(journey.patient_id)
    known = dict(User.objects.filter(pk__in={*charge.values(), *given, *home}).values_list("pk", "name"))
    by_role = {role: {person: known.get(person, "")} for role, person in charge.items()}
    open_roles = [role for role in Owner if role not in charge and role not in whom.AT_HOME]
    roles = by_role | {role: dict(whom.pick(team, role, practice=journey.practice_id, center=journey.center_id)[1]) for role in open_roles}
    return Hearers(current, roles, given_by_step(current, known), {person: known.get(person, "") for person in home}, actor.user_id)


def given_by_step(current: Road, known: Names) -> dict[str, Names]:
    found: dict[str, Names] = defaultdict(dict)
    for row in current.live:
        if row.assignee_id and row.is_open:
            found[row.code][row.assignee_id] = known.get(row.assignee_id, "")
    return found


def members(journey: Journey) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Both organizations' people by job, with their names."""
    rows = Membership.objects.active().filter(organization_id__in=(journey.practice_id, journey.center_id)).order_by("user_id")
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for place, job, user, name in rows.values_list("organization_id", "role", "user_id", "user__name"):
        found[place, job].append((user, name))
    return found
