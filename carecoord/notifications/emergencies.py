"""Who hears that somebody used emergency access: the custodian's privacy officers, and the patient; and who hears of a late review.

Room: notifications; the acts themselves are in `carecoord.access.verbs`, below us, which sends the signals in its transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from carecoord.access.models import BreakGlass, PersonalGrant, PersonalSource
from carecoord.access.verbs import REVIEW_WITHIN
from carecoord.accounts.models import Membership, Role
from carecoord.notifications.kinds import Kind
from carecoord.notifications.ladders import Due
from carecoord.notifications.outbox import cancel, post

ESCALATE_AFTER = timedelta(hours=24)  # beyond the seventy-two: those who can name an officer hear of it too
REVIEW_KINDS = (Kind.BREAK_GLASS_USED, Kind.BREAK_GLASS_REVIEW_LATE, Kind.BREAK_GLASS_NOT_REVIEWED)


def tell(*, row: BreakGlass, **_: Any) -> None:
    officers = Membership.objects.active().filter(organization_id=row.custodian_id, role=Role.PRIVACY_OFFICER)
    post(
        Kind.BREAK_GLASS_USED,
        to=list(officers.values_list("user_id", flat=True)),
        key=f"break_glass:{row.pk}",
        about=row.pk,
        patient_id=row.patient_id,
        organization_id=row.custodian_id,
    )
    self_grants = PersonalGrant.objects.active().filter(patient_id=row.patient_id, source=PersonalSource.SELF)
    post(
        Kind.RECORD_OPENED,
        to=list(self_grants.values_list("user_id", flat=True)),
        key=f"break_glass:{row.pk}",
        patient_id=row.patient_id,
        due_at=timezone.now() + settings.BREAK_GLASS_TELLS_PATIENT_AFTER,
    )


def reviewed(*, row: BreakGlass, **_: Any) -> None:
    """Once reviewed, nobody is asked again: what has not gone out or was not read is stopped."""
    cancel(about=row.pk, kinds=REVIEW_KINDS, reason="reviewed")


def late_reviews(now: datetime) -> Iterator[Due]:
    """A ladder's source. Officers at 72 hours and again a day later; then, or where there is no officer, the organization's admins."""
    rows = BreakGlass.objects.filter(reviewed_at=None, at__lte=now - REVIEW_WITHIN).order_by("at")
    found: list[Any] = list(rows.values("id", "patient_id", "user_id", "custodian_id", "at"))
    people = _people({row["custodian_id"] for row in found})
    for row in found:
        officers = [one for one in people[row["custodian_id"], Role.PRIVACY_OFFICER] if one != row["user_id"]]
        admins = people[row["custodian_id"], Role.ORGANIZATION_ADMIN]
        at = row["at"] + REVIEW_WITHIN
        yield _due(row, "officers", 1, Kind.BREAK_GLASS_REVIEW_LATE, officers, at)
        if not officers or at + ESCALATE_AFTER <= now:
            yield _due(row, "officers", 2, Kind.BREAK_GLASS_REVIEW_LATE, officers, at + ESCALATE_AFTER)
            yield _due(row, "admins", 1, Kind.BREAK_GLASS_NOT_REVIEWED, admins, at + ESCALATE_AFTER)


def _due(row: dict[str, Any], who: str, rung: int, kind: Kind, to: list[int], at: datetime) -> Due:
    return Due(
        rope=f"break_glass_review:{row['id']}:{who}",
        rung=rung,
        kind=kind,
        to=to,
        due_at=at,
        about=row["id"],
        patient_id=row["patient_id"],
        organization_id=row["custodian_id"],
    )


def _people(organizations: set[int]) -> dict[tuple[int, str], list[int]]:
    """Officers and admins of each organization, in one query."""
    out: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = Membership.objects.active().filter(organization_id__in=organizations, role__in=(Role.PRIVACY_OFFICER, Role.ORGANIZATION_ADMIN))
    for place, role, user in rows.order_by().values_list("organization_id", "role", "user_id"):
        out[place, role].append(user)
    return out
