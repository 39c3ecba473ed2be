"""What gates and other rooms ask of the way home.

Room: referrals.handoff.
"""

from __future__ import annotations

from referrals.handoff.states import HandOffState
from referrals.models import HandOff, Journey
from referrals.pathway.gates import Asked, Verdict
from referrals.pathway.protocol import Need


def in_force(journey: Journey) -> HandOff | None:
    """The version the practice works by."""
    return HandOff.objects.filter(journey=journey, state__in=(HandOffState.SENT, HandOffState.ACKNOWLEDGED)).first()


def is_acknowledged(journey: Journey) -> bool:
    """Whether the version in force was acknowledged by a named person of the practice."""
    return HandOff.objects.filter(journey=journey, state=HandOffState.ACKNOWLEDGED).exists()


def verdict(asked: Asked, need: Need) -> Verdict:
    """For gate items that ask for the hand-off; the digest of the signature changes with the version."""
    row = in_force(asked.road.journey)
    if row is None:
        return Verdict(False, "Not sent yet")
    if row.state != HandOffState.ACKNOWLEDGED:
        return Verdict(False, "Sent, not acknowledged")
    return Verdict(True, f"Acknowledged by {row.acknowledged_name}", f"{row.pk}:{row.sha256}")
