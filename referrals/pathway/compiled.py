"""The protocol a journey follows, compiled once a process for each version: versions never change, so nothing here goes stale."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone

from referrals.models import Journey, ProtocolVersion
from referrals.pathway.overrides import Own, in_force, laid_over
from referrals.pathway.plain import from_plain
from referrals.pathway.protocol import Protocol


def protocol_for(journey: Journey) -> Protocol:
    """With what the journey's center has set for itself and its medical director approved; one statement."""
    own = in_force(journey.center_id, journey.protocol.code, timezone.localdate())
    return laid_over(compiled(journey.protocol_id, journey.protocol.sha256), [Own(row.step, row.series, row.offset) for row in own])


def protocol_of(version: ProtocolVersion) -> Protocol:
    return compiled(version.pk, version.sha256)


@lru_cache(maxsize=64)
def compiled(version_id: int, sha256: str) -> Protocol:
    """Keyed by the fingerprint as well: two databases of one process may give one number to different versions."""
    return from_plain(ProtocolVersion.objects.values_list("content", flat=True).get(pk=version_id, sha256=sha256))
