"""Resources of a center and their bookings. A booking names no patient: who it is for stands in `Reservation`, behind the chart's wall.

So every colleague sees that a time is taken, and only those who may open the chart see by whom. Times are two columns, not one range:
under row-level security the planner uses an index only for operators that leak nothing, and `&&` on ranges is not one of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from referrals.models.journey import Journey
from referrals.slots.states import LIVE, PENDING, BookingState, Purpose, ReleaseReason, ResourceKind

LONGEST = timedelta(days=31)


class Resource(models.Model):
    """One unit that one patient uses at a time: a chair, a bed, or one line of manufacturing slots of one product."""

    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(max_length=13, choices=ResourceKind)
    name = models.CharField(max_length=60)
    product = models.CharField(max_length=40, blank=True, help_text="For manufacturing: ide-cel, cilta-cel.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("center", "kind", "name")
        constraints = [
            models.UniqueConstraint(fields=["center", "kind", "name"], name="resource_once"),
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"),
            models.CheckConstraint(condition=Q(product="") ^ Q(kind="manufacturing"), name="resource_product_of_manufacturing"),
        ]

    def __str__(self) -> str:
        return self.name


class SlotRules(models.Model):
    """How long a center keeps a slot for somebody who has not decided. Without a row the house's hours hold (`referrals.slots.rules`)."""

    center = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="slot_rules")
    hold_hours = models.PositiveSmallIntegerField()
    offer_hours = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "slot rules"
        constraints = [
            models.CheckConstraint(
                condition=Q(hold_hours__gte=1, hold_hours__lte=720, offer_hours__gte=1, offer_hours__lte=720), name="slot_hours_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hold_hours} h, {self.offer_hours} h"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, actor: Actor) -> Self:
        """The center's own; for everybody else those of journeys they see."""
        if actor.is_center:
            return self.filter(center_id=actor.place_id)
        return self.filter(reservation__journey__in=Journey.objects.visible_to(actor))

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that touch a span; the lower bound keeps the index's walk short."""
        return self.filter(starts_at__lt=end, starts_at__gt=start - LONGEST, ends_at__gt=start)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def lapsed(self, at: datetime) -> Self:
        """Held or offered beyond its time: free for everybody from that instant, whether a sweep has been there or not."""
        return self.filter(state__in=PENDING, held_until__lte=at)


class Booking(models.Model):
    """One span of one resource. Never names a patient; `follows` is the booking in whose place this one stands."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=BookingState, default=BookingState.FREE)
    purpose = models.CharField(max_length=4, choices=Purpose, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=10, choices=ReleaseReason, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            # A range of one number instead of btree_gist: an extension's functions would belong to another role than our schema does.
            ExclusionConstraint(
                name="booking_not_twice",
                expressions=[
                    (Func(F("resource"), F("resource"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), "&&"),
                ],
                condition=Q(state__in=sorted(LIVE)),
            ),
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="booking_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lt=F("starts_at") + LONGEST), name="booking_span_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(PENDING), held_until__isnull=False) | ~Q(state__in=sorted(PENDING)), name="booking_held_until"
            ),
        ]
        indexes = [
            models.Index(fields=["center", "starts_at"], name="booking_center_start"),
            models.Index(fields=["held_until"], condition=Q(state__in=sorted(PENDING)), name="booking_lapsing"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_lapsed(self, at: datetime) -> bool:
        return self.state in PENDING and self.held_until is not None and self.held_until <= at


class Reservation(models.Model):
    """Whom a booking is for. Written once, never changed: another patient is another booking. Behind the wall of the journey."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, primary_key=True, related_name="reservation")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="reservations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class BookingEvent(models.Model):
    """One verb, one event of one booking. Names staff and codes, never a patient. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=16)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    from_state = models.CharField(max_length=9, blank=True)
    to_state = models.CharField(max_length=9)
    reason_code = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return str(self.pk)
