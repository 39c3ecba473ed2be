"""What tests of the first days and of the way home share: Denise's journey at Lakeside, infused some days ago, and answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from carecoord.access.actor import acting
from referrals.models import Anchor, Journey, ProtocolVersion
from referrals.monitoring import verbs
from referrals.pathway.protocol import Confidence
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.truth import truth


def protocol() -> ProtocolVersion:
    """A version without content: these rooms ask nothing of it."""
    found = ProtocolVersion.objects.filter(code="test-road").first()
    values: dict[str, Any] = {"therapy": "car_t", "disease": "myeloma", "effective_on": date(2025, 6, 26)}
    values |= {"sha256": "0" * 64, "content": {}}
    return found or ProtocolVersion.objects.create(code="test-road", version=1, title="A road for tests", product="cilta-cel", **values)


def journey(cast: Cast, *, days: int | None = 3, confidence: Confidence = Confidence.ACTUAL) -> Journey:
    """Denise's journey; `days` after infusion by Lakeside's clock, None where that day is not known."""
    referral = desk.at(cast, Stage.INFUSED)
    with truth():
        row = Journey.objects.create(
            patient=cast.denise,
            referral=referral,
            practice=cast.organizations["cedar"],
            center=cast.organizations["lakeside"],
            protocol=protocol(),
            phase="infusion",
            coordinator=cast.users["bo"],
        )
        if days is not None:
            Anchor.objects.create(journey=row, code="D0", on=today() - timedelta(days=days), confidence=confidence)
    return row


def today() -> date:
    """The date on Lakeside's wall."""
    from zoneinfo import ZoneInfo

    return timezone.localdate(timezone=ZoneInfo("America/Chicago"))


def answers(**but: Any) -> dict[str, Any]:
    """A check in full with nothing found; None takes an answer away."""
    calm: dict[str, Any] = {
        "temperature": {"value": 36.8, "unit": "degC"},
        "fever_masked_by_treatment": False,
        "hypotension": False,
        "vasopressors": ["none"],
        "oxygen": "none",
        "orientation_year": True,
        "orientation_month": True,
        "orientation_city": True,
        "orientation_hospital": True,
        "naming": 3,
        "following_commands": True,
        "writing": True,
        "attention": True,
        "consciousness": "awake",
        "seizure": "none",
        "deep_focal_motor_weakness": False,
        "cerebral_edema": "not_imaged",
        "papilledema_or_cn6_or_cushing_triad": "not_looked",
    }
    return {key: value for key, value in {**calm, **but}.items() if value is not None}


FEVER: dict[str, Any] = {"temperature": {"value": 38.4, "unit": "degC"}}
GRADE_TWO: dict[str, Any] = {**FEVER, "hypotension": True}
GRADE_THREE: dict[str, Any] = {**GRADE_TWO, "vasopressors": ["norepinephrine"]}


def record(cast: Cast, row: Journey, *, who: str = "nan", at: datetime | None = None, **but: Any) -> verbs.Made:
    with acting(cast.actor(who)) as actor:
        return verbs.record_check(actor, row.pk, answers=answers(**but), at=at)


def fresh(row: Journey) -> Journey:
    with truth():
        return Journey.objects.get(pk=row.pk)
