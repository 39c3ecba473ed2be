"""Who looks after a referral on one's own side."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import CareTeam
from carecoord.access.permissions import require
from carecoord.accounts.models import Membership
from referrals import loop, notices
from referrals.models import Referral, Visibility
from referrals.permissions import Permission
from referrals.states import Side


def assign(actor: Actor, referral_id: UUID, *, version: int, owner: int | None) -> Referral:
    """Name the owner on one's own side, or nobody."""
    require(actor, Permission.ASSIGN)
    referral = loop.lock(actor, referral_id)
    loop.check_version(referral, version)
    _check_colleague(actor, owner)
    _put(actor, referral, owner)
    return referral


def assign_many(actor: Actor, referral_ids: Iterable[UUID], *, owner: int | None) -> list[Referral]:
    """The same for several rows, all or none."""
    require(actor, Permission.ASSIGN)
    _check_colleague(actor, owner)
    wanted = list(dict.fromkeys(referral_ids))
    rows = list(Referral.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise Referral.DoesNotExist
    for place, row in enumerate(rows):
        _put(actor, row, owner, is_first=place == 0)
    return rows


def _put(actor: Actor, referral: Referral, owner: int | None, *, is_first: bool = True) -> None:
    side = referral.side_of(actor)
    if side == Side.NOBODY:
        raise NotAllowed("Only the two sides assign it.")
    name = "from_owner" if side == Side.SENDER else "to_owner"
    setattr(referral, f"{name}_id", owner)
    visibility = Visibility.SENDER if side == Side.SENDER else Visibility.RECEIVER
    event = loop.touch(actor, referral, "assign", loop.Step(fields=(name,), detail={"owner": owner}, visibility=visibility))
    notices.tell_owner(referral, side, event, is_first=is_first)
    if owner is not None:
        CareTeam.objects.get_or_create(patient_id=referral.patient_id, organization_id=actor.place_id, user_id=owner, until=None)


def _check_colleague(actor: Actor, owner: int | None) -> None:
    if owner is not None and not Membership.objects.active().filter(user_id=owner, organization_id=actor.place_id).exists():
        raise Refused("Choose a colleague of your own team.", field="owner", code="not_a_colleague")
