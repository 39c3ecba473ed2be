"""The protocol a journey follows, compiled once a process for each version: versions never change, so nothing here goes stale."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from referrals.models import Journey, ProtocolVersion
from referrals.pathway.overrides import laid_over, owns
from referrals.pathway.plain import from_plain
from referrals.pathway.protocol import Protocol

MANY = 64
_kept: dict[str, Protocol] = {}


def protocol_for(journey: Journey) -> Protocol:
    return for_center(journey.protocol, journey.center_id, timezone.localdate())


def for_center(version: ProtocolVersion, center_id: int, on: date) -> Protocol:
    """With what a center has set for itself and its medical director approved, by that day; one statement."""
    return laid_over(protocol_of(version), owns(center_id, version.code, on))


def protocol_of(version: ProtocolVersion) -> Protocol:
    return compiled(version.pk, version.sha256)


def compiled(version_id: int, sha256: str) -> Protocol:
    """Kept by the fingerprint of the content: rows of two databases, or two rows of one, may hold the same."""
    found = _kept.get(sha256)
    if found is None:
        content = ProtocolVersion.objects.values_list("content", flat=True).get(pk=version_id, sha256=sha256)
        if len(_kept) >= MANY:
            _kept.clear()
        found = _kept[sha256] = from_plain(content)
    return found
