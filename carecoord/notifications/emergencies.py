"""Who hears that somebody used emergency access: the custodian's privacy officers, and the patient; and who hears of a late review.

Room: notifications; the acts themselves are in `carecoord.access.verbs`, below us, which sends the signals in its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from carecoord.access.models import BreakGlass, PersonalGrant, PersonalSource
from carecoord.access.verbs import REVIEW_WITHIN
from carecoord.accounts.hours import Wait, landing
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.kinds import Kind
from carecoord.notifications.ladders import Due
from carecoord.notifications.outbox import cancel, post
from carecoord.notifications.rungs import Ladder, Rung, Who

REVIEW = Ladder(
    code="access.review",
    title="A use of emergency access that was not reviewed: for the privacy officers",
    starts="seventy-two hours after the use",
    rungs=(
        Rung(1, (Who.ROLE,), Kind.BREAK_GLASS_REVIEW_LATE),
        Rung(2, (Who.ROLE,), Kind.BREAK_GLASS_REVIEW_LATE, Wait(days=1)),
    ),
    since_on=date(2026, 11, 23),
    role=(Role.PRIVACY_OFFICER,),
    lead=(),
)
# Those who can name an officer hear of it too, with words and a page of their own.
UNREVIEWED = Ladder(
    code="access.unreviewed",
    title="The same: for the organization's admins, at once where there is no privacy officer",
    starts="seventy-two hours after the use",
    rungs=(Rung(1, (Who.LEAD,), Kind.BREAK_GLASS_NOT_REVIEWED, Wait(days=1)),),
    since_on=date(2026, 11, 23),
    role=(Role.PRIVACY_OFFICER,),
    lead=(Role.ORGANIZATION_ADMIN,),
)
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
    """A ladder's source: what hangs on `REVIEW` are the uses nobody reviewed within the seventy-two hours."""
    rows = BreakGlass.objects.filter(reviewed_at=None, at__lte=now - REVIEW_WITHIN).order_by("at")
    found: list[Any] = list(rows.values("id", "patient_id", "user_id", "custodian_id", "at"))
    staff = Staff.at({row["custodian_id"] for row in found})
    for row in found:
        officers = hanging(REVIEW, row, staff, now)
        yield from climb(officers, now)
        admins = hanging(UNREVIEWED, row, staff, now)
        yield from climb(admins if officers.people[Who.ROLE] else at_once(admins), now)


def at_once(one: Hanging) -> Hanging:
    return replace(one, when=lambda _: landing(one.hours, one.start))


def hanging(which: Ladder, row: dict[str, Any], staff: Staff, now: datetime) -> Hanging:
    """Nobody reviews their own use."""
    ladder, place = rungs.in_force(which.code, now.date()), row["custodian_id"]
    people = staff.people(ladder, place, None)
    return Hanging(
        ladder=ladder,
        rope=f"{which.code}:{row['id']}",
        start=row["at"] + REVIEW_WITHIN,
        hours=staff.hours[place],
        people={word: [one for one in users if one != row["user_id"]] for word, users in people.items()},
        place=place,
        about=row["id"],
        patient_id=row["patient_id"],
    )
