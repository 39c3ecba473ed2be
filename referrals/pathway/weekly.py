"""The weekly look: while center and practice share a patient who was infused and is not back home, the practice hears once a week.

Room: referrals.pathway. Asked by every sweep as carecoord_worker. What happened stands on the plan, which both sides read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from carecoord.accounts.hours import morning
from carecoord.notifications import Kind, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.models import Anchor
from referrals.pathway.protocol import Confidence
from referrals.pathway.states import RUNNING

FROM, UNTIL = "D0", "HOME"  # anchors: the shared period
COLUMNS: Final = ("on", "journey_id", "journey__patient_id", "journey__practice_id", "journey__referral__from_owner_id")
WEEKLY: Final = Ladder(
    code="pathway.weekly",
    title="A weekly look at a plan that two sides share: for the practice",
    starts="Monday morning of every week between the infusion and the way home",
    rungs=(Rung(1, (Who.OWNER,), Kind.JOURNEY_WEEK, otherwise=(Who.ROLE,)),),
    since_on=date(2026, 11, 23),
    source="Care shared between practice and center: a word every week while the center has the patient",
    approval="template default",
)


def shared(now: datetime) -> Iterator[Due]:
    """One `Due` for each journey and week; none in the week of the infusion itself."""
    home = Anchor.objects.filter(journey=OuterRef("journey"), code=UNTIL, confidence=Confidence.ACTUAL)
    infused = Anchor.objects.filter(~Exists(home), code=FROM, confidence=Confidence.ACTUAL, journey__state__in=RUNNING)
    rows = list(infused.order_by("journey_id").values(*COLUMNS))
    staff = Staff.at({row["journey__practice_id"] for row in rows})
    for row in rows:
        if one := hanging(row, staff, now):
            yield from climb(one, now)


def hanging(row: dict[str, Any], staff: Staff, now: datetime) -> Hanging | None:
    place, ladder = row["journey__practice_id"], rungs.in_force(WEEKLY.code, now.date())
    hours = staff.hours[place]
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    monday = today - timedelta(days=today.weekday())
    if monday <= row["on"]:
        return None
    return Hanging(
        ladder=ladder,
        rope=f"week:{row['journey_id']}:{monday.isoformat()}",
        start=morning(hours, monday, early=False),
        hours=hours,
        people=staff.people(ladder, place, row["journey__referral__from_owner_id"]),
        place=place,
        about=row["journey_id"],
        patient_id=row["journey__patient_id"],
    )
