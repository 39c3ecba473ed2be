"""Which protocol versions a journey may follow today."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from carecoord.access.errors import Refused
from referrals.models import ProtocolVersion


def in_effect(on: date) -> QuerySet[ProtocolVersion]:
    started = ProtocolVersion.objects.defer("content").filter(effective_on__lte=on)
    return started.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


def version_for(protocol: int) -> ProtocolVersion:
    row = in_effect(timezone.localdate()).filter(pk=protocol).first()
    if row is None:
        raise Refused("Choose a protocol that is in effect.", field="protocol", code="protocol_needed")
    return row
