"""What each verb does to the center's access: grants are written, widened, narrowed and ended here and nowhere else.

Who sees what in which stage is the table of docs/adr/0003; instants are the database's.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable

from carecoord.access.models import ClockNow, Grant, GrantQuerySet, Scope, Source
from referrals.models import Referral

SNAPSHOT_FOR = timedelta(days=30)
FOLLOW_UP_FOR = timedelta(days=365)


def open_packet(referral: Referral) -> None:
    """Sending opens the header and the packet to the center, never the live chart."""
    Grant.objects.create(
        patient_id=referral.patient_id,
        organization=referral.center,
        scope=Scope.INTAKE,
        source=Source.REFERRAL,
        about=referral.pk,
    )


def open_chart(referral: Referral) -> None:
    """Accepting opens the live chart."""
    _current(referral).update(scope=Scope.PATHWAY, ends_at=None)


def keep_follow_up(referral: Referral) -> None:
    """After treatment the center follows for late effects, one year, renewable."""
    _current(referral).update(scope=Scope.FOLLOW_UP, ends_at=_in(FOLLOW_UP_FOR))


def keep_snapshot(referral: Referral) -> None:
    """After a no: the packet as received for 30 days from the first no, then the header. Closing later does not lengthen it."""
    _current(referral).exclude(scope=Scope.SNAPSHOT).update(scope=Scope.SNAPSHOT, ends_at=_in(SNAPSHOT_FOR))
    if not _all(referral).filter(scope=Scope.HEADER).exists():
        Grant.objects.create(
            patient_id=referral.patient_id,
            organization=referral.center,
            scope=Scope.HEADER,
            source=Source.REFERRAL,
            about=referral.pk,
        )


def end(referral: Referral) -> None:
    """Withdrawn before it was opened: nothing was ever shown, nothing stays."""
    _all(referral).filter(ends_at__isnull=True).update(ends_at=ClockNow())


def reopen_packet(referral: Referral) -> None:
    """An appeal or a reopening: the packet again, as at intake."""
    if not _current(referral).update(scope=Scope.INTAKE, ends_at=None):
        open_packet(referral)


def _all(referral: Referral) -> GrantQuerySet:
    """Active ones: an ended grant stays ended, a later act writes a new one."""
    grants = Grant.objects.active().filter(patient_id=referral.patient_id, organization=referral.center)  # what the index knows
    return grants.filter(about=referral.pk)


def _current(referral: Referral) -> GrantQuerySet:
    return _all(referral).exclude(scope=Scope.HEADER)


def _in(span: timedelta) -> Combinable:
    return ExpressionWrapper(ClockNow() + Value(span), output_field=DateTimeField())
