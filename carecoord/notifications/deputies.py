"""Who may stand in for whom: data, and the colleagues it allows. What a deputy then gets is in `absences`."""

from __future__ import annotations

from collections.abc import Sequence

from carecoord.access.actor import Actor
from carecoord.accounts.models import Membership, Role

# Whose work somebody may do while the other is away; a role that is not named is done by its own kind alone.
STANDS_IN: dict[Role, tuple[Role, ...]] = {Role.COORDINATOR: (Role.COORDINATOR, Role.NURSE), Role.NURSE: (Role.NURSE, Role.COORDINATOR)}


def may_do(role: str) -> tuple[Role, ...]:
    """The roles whose people can do the work of `role`."""
    return STANDS_IN.get(Role(role), (Role(role),))


def who_can(actor: Actor) -> Sequence[Membership]:
    """The colleagues at the acting organization who could stand in for the actor; nobody for a patient."""
    if actor.place is None or actor.role is None:
        return []
    rows = Membership.objects.active().filter(organization_id=actor.place.id, role__in=may_do(actor.role))
    return list(rows.exclude(user_id=actor.user_id or 0).select_related("user").order_by("user__name"))
