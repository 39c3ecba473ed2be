"""Whether somebody has a record of their own to open, or one they help with: asked at the door, before they act for anybody."""

from __future__ import annotations

from carecoord.access.actor import Actor, acting
from carecoord.access.models import PersonalGrant
from carecoord.accounts.models import User


def has_own_road(user: User) -> bool:
    with acting(Actor(user_id=user.pk, name=user.name)) as person:
        return PersonalGrant.objects.held_by(person).exists()
