"""Who is told of a check the same day. The words carry no clinical fact: they only ask to look today.

Room: referrals.monitoring. Checks that were missed are `ladder`.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carecoord.access.models import CareTeam
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Kind, post
from referrals.models import Journey
from referrals.notices import desk
from referrals.states import Side

MOST = 50


def people(journey: Journey, side: Side) -> set[int]:
    """The desk of that side and the physicians: those of the patient's care team, else every physician there."""
    return desk(journey.referral, side) | set(physicians(journey, side))


def physicians(journey: Journey, side: Side) -> list[int]:
    place = journey.practice_id if side == Side.SENDER else journey.center_id
    rows = Membership.objects.active().filter(organization_id=place, role=Role.CLINICIAN).order_by("user_id")
    all_here = list(rows.values_list("user_id", flat=True)[:MOST])
    team = CareTeam.objects.filter(patient_id=journey.patient_id, organization_id=place, until__isnull=True)
    looking_after = set(team.values_list("user_id", flat=True))
    return [one for one in all_here if one in looking_after] or all_here


def tell(journey: Journey, kind: Kind, *, sides: Iterable[Side], key: str, but: int | None = None) -> None:
    """One post a side, since staff are told only while they work at the organization named and it has a grant."""
    for side in sides:
        place = journey.practice_id if side == Side.SENDER else journey.center_id
        if found := people(journey, side) - {but or 0}:
            post(kind, to=sorted(found), about=journey.pk, key=key, patient_id=journey.patient_id, organization_id=place)


def key_of(journey_id: UUID, day: object, worst: int) -> str:
    """Once a day for each grade: a second check with the same grade tells nobody again, a worse one does."""
    return f"check:{journey_id}:{day}:{worst}"
