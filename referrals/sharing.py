"""What each verb does to the center's access: grants are written, widened, narrowed and ended here and nowhere else.

Who sees what in which stage is the table of docs/adr/0003; instants are the database's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.expressions import Combinable

from carecoord.access.models import ClockNow, Grant, GrantQuerySet, Scope, Source
from referrals.models import Journey, Referral

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
    """After treatment the center follows for late effects, one year, which the practice renews (docs/adr/0009)."""
    _current(referral).update(scope=Scope.FOLLOW_UP, ends_at=_in(FOLLOW_UP_FOR))


def follow_up_of(journey: Journey) -> Grant | None:
    """The center's access in follow-up, the latest one, also when it has ended; None before the hand-over."""
    rows = Grant.objects.filter(patient_id=journey.patient_id, organization=journey.center_id, scope=Scope.FOLLOW_UP)
    return rows.order_by("-ends_at").first()


def renew_follow_up(journey: Journey, reason: str) -> datetime:
    """A year more; what has ended stays ended and another grant follows it. Returns the new end."""
    mine = {"patient_id": journey.patient_id, "organization_id": journey.center_id}
    year = {"ends_at": _in(FOLLOW_UP_FOR), "reason": reason[:200]}
    running = Grant.objects.active().filter(scope=Scope.FOLLOW_UP, **mine).order_by("-ends_at").first()
    if running is not None:
        Grant.objects.filter(pk=running.pk).update(**year | {"ends_at": F("ends_at") + FOLLOW_UP_FOR})
    else:
        running = Grant.objects.create(scope=Scope.FOLLOW_UP, source=Source.FOLLOW_UP, about=journey.referral_id, **mine, **year)
    running.refresh_from_db(fields=["ends_at"])
    assert running.ends_at is not None
    return running.ends_at


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
