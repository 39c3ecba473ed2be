"""Who is told of a check the same day. The words carry no clinical fact: they only ask to look today.

Room: referrals.monitoring. Checks that were missed are `ladder`.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.accounts.models import Role
from carecoord.notifications import Kind, post
from referrals.models import Journey
from referrals.notices import desk, holders, physicians
from referrals.states import Side


def people(journey: Journey, side: Side) -> set[int]:
    """The desk of that side and the physicians; at the center social work too, which stands by those at home."""
    if side == Side.SENDER:
        return desk(journey.referral, side) | physicians(journey.patient_id, journey.practice_id)
    here = physicians(journey.patient_id, journey.center_id) | holders(journey.center_id, (Role.SOCIAL_WORKER,))
    return desk(journey.referral, side) | here


def tell(journey: Journey, kind: Kind, *, sides: Iterable[Side], key: str, but: int | None = None) -> None:
    """One post a side, since staff are told only while they work at the organization named and it has a grant."""
    for side in sides:
        place = journey.practice_id if side == Side.SENDER else journey.center_id
        if found := people(journey, side) - {but or 0}:
            post(kind, to=sorted(found), about=journey.pk, key=key, patient_id=journey.patient_id, organization_id=place)


def tell_caregivers(journey: Journey, *, key: str) -> None:
    """Those the patient let in, as far as the scopes they gave reach; the words say only that there is news. Nobody after a death."""
    proxies = PersonalGrant.objects.active().filter(patient_id=journey.patient_id, source=PersonalSource.PROXY)
    to = list(proxies.values_list("user_id", flat=True)) if not journey.patient.is_deceased else []
    if to:
        post(Kind.ROAD_NEWS, to=to, about=journey.pk, key=key, patient_id=journey.patient_id)


def key_of(journey_id: UUID, day: object, worst: int) -> str:
    """Once a day for each grade: a second check with the same grade tells nobody again, a worse one does."""
    return f"check:{journey_id}:{day}:{worst}"
