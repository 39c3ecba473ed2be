"""The day of infusion of a journey, the one row that everything here counts from.

Room: referrals.monitoring.
"""

from __future__ import annotations

from datetime import date

from referrals.models import Anchor, Journey
from referrals.monitoring.clock import INFUSION


def infused_on(journey: Journey) -> date | None:
    """None while nobody has said when, not even as a plan."""
    return Anchor.objects.filter(journey=journey, code=INFUSION).values_list("on", flat=True).first()
