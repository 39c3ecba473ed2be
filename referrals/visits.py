"""Reminders of a booked consult to the patient's side: seven, two days and one day before, at eight in the morning where they live.

Room: referrals. They are rows of the outbox from the booking on, told by what the clock on the wall will show; a running plan has
reminders of its own, so there are none of these beside it. `still` asks at the moment of sending whether the visit still stands.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.notifications import Kind, Order, WallTime, cancel, notice, post_all, wallclock
from referrals.models import Appointment, Journey, Referral
from referrals.notices import person_ids

DAYS: Final = (7, 2, 1)
MORNING: Final = time(8, 0)


def remind(referral: Referral, visit: Appointment) -> None:
    """After every booking, in its transaction; reminders of an earlier date stop."""
    forget(referral)
    has_plan = Journey.objects.filter(referral=referral, ended_at__isnull=True).exists()
    home = set() if has_plan or referral.patient.is_deceased else person_ids(referral.patient_id)
    ahead = [days for days in DAYS if wallclock.on_day(day_of(visit, days), MORNING, visit.time_zone) > timezone.now()]
    if home and ahead:
        post_all([one(referral, visit, home, days) for days in ahead])


def forget(referral: Referral) -> None:
    """The visit was called off, or the plan reminds of it from now on."""
    cancel(about=referral.pk, patient_id=referral.patient_id, kinds=[Kind.VISIT_SOON], reason="visit_changed")


def one(referral: Referral, visit: Appointment, home: set[int], days: int) -> Order:
    """The time has no offset: it is read on each recipient's own wall."""
    wall = WallTime(datetime.combine(day_of(visit, days), MORNING))
    where: dict[str, Any] = {"about": referral.pk, "patient_id": referral.patient_id}
    return notice(Kind.VISIT_SOON, to=home, key=f"visit:{visit.pk}:{days}", wall=wall, expires_at=visit.at, **where)


def day_of(visit: Appointment, days: int) -> date:
    return visit.at.astimezone(ZoneInfo(visit.time_zone)).date() - timedelta(days=days)
