"""Somebody's mail comes back: their center says so, since mail cannot. A source of the ladders: told once for each address and reason.

Room: notifications. What a provider reports is taken in `outcomes`; the page "Where I am reached" has what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from carecoord.accounts.models import Membership
from carecoord.notifications.kinds import Kind
from carecoord.notifications.ladders import Due
from carecoord.notifications.reach import MailTrouble


def told(now: datetime) -> Iterator[Due]:
    """One statement; few people have such trouble at a time. An address changed since has none."""
    works = Membership.objects.active().filter(user_id=OuterRef("user_id"))
    rows = MailTrouble.objects.filter(user__is_active=True, address=F("user__email"), at__lte=now).annotate(works=Exists(works))
    for user, at, works_somewhere in rows.order_by("user_id").values_list("user_id", "at", "works"):
        yield Due(f"mail:{user}:{at.isoformat()}", 1, kind_for(works_somewhere=works_somewhere), [user], at)


def kind_for(*, works_somewhere: bool) -> Kind:
    return Kind.MAIL_RETURNED if works_somewhere else Kind.MY_MAIL_RETURNED
