"""Rows that promise a message: one for each recipient, channel and occurrence. What they say is in `kinds`, how they go out in `delivery`.

No clinical fact stands in a row: only which kind, for whom, about which id, and when.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from carecoord.notifications.kinds import Form, form_of
from carecoord.notifications.states import CHANNEL_NAME, WAITING, Channel, Outcome, State
from carecoord.notifications.wallclock import Follows
from carecoord.notifications.wishes import Choice, Habits

__all__ = ["Choice", "Habits", "Heartbeat", "Notification", "NotificationQuerySet", "Outbox"]


class WallField(models.Field):  # type: ignore[type-arg]  # generic only in the stubs
    """A date and a time of day without a zone: `timestamp`, where DateTimeField is an instant."""

    def db_type(self, connection: object) -> str:
        return "timestamp"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user_id: int | None) -> NotificationQuerySet:
        """The in-app center of one person: due, not stopped, not expired."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=Now()),
            recipient_id=user_id or 0,
            channel=Channel.INAPP,
            state=State.DUE,
            due_at__lte=Now(),
        )

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)


# What came back, and what was not sent because mail to that address comes back.
RETURNED = Q(state=State.SENT, outcome=Outcome.BOUNCED) | Q(
    state=State.CANCELLED, last_error_class__in=["address_bounced", "address_complained"]
)


class Notification(models.Model):
    """A notice to one person through one channel. `id` is also the Message-ID, so that a second copy can be told from a second message."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Where the recipient works on it."
    )
    channel = models.CharField(max_length=8, choices=Channel)
    about = models.UUIDField(null=True, blank=True, help_text="The referral, message or other row that the link opens.")
    patient_id = models.UUIDField(null=True, blank=True)
    stands_for = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whom the recipient stands in for: a deputy's copy.",
    )
    key = models.CharField(max_length=160, help_text="Names the occurrence; the same key is never posted twice to one person.")
    is_urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    wall_at = WallField(null=True, blank=True, help_text="What was meant, on the wall; `due_at` is computed from it.")
    zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    zone_of = models.CharField(max_length=12, choices=Follows, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    try_at = models.DateTimeField(default=timezone.now, help_text="The next attempt; moves with every retry, while `due_at` stays.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=80, blank=True, default="", db_default="", help_text="Host and process that leased it.")
    last_error_class = models.CharField(max_length=80, blank=True, help_text="A class or a code, never the words of a message.")
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="The provider's own name for the message, if it gave one."
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="", db_default="")
    outcome_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "recipient", "channel"], name="notification_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notification_state_known"),
            models.CheckConstraint(condition=Q(channel__regex=CHANNEL_NAME), name="notification_channel_named"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="notification_outcome_known"),
            models.CheckConstraint(condition=Q(wall_at__isnull=True) | ~Q(zone=""), name="notification_wall_has_zone"),
            models.CheckConstraint(condition=Q(about__isnull=True) | Q(patient_id__isnull=False), name="notification_names_patient"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "is_urgent", "try_at"],
                condition=Q(state__in=[State.DUE, State.RETRY]) & ~Q(channel=Channel.INAPP),
                name="notification_to_send",
            ),
            models.Index(fields=["lease_until"], condition=Q(state=State.LEASED), name="notification_leased"),
            models.Index(fields=["try_at"], condition=Q(state=State.RETRY), name="notification_retry"),
            models.Index(fields=["created_at"], condition=Q(state=State.FAILED), name="notification_failed"),
            models.Index(fields=["created_at"], condition=RETURNED, name="notification_returned"),
            models.Index(
                F("recipient"), F("due_at").desc(), F("id").desc(), condition=Q(channel=Channel.INAPP), name="notification_center"
            ),
            models.Index(
                fields=["recipient", "due_at"],
                condition=Q(channel=Channel.INAPP, state=State.DUE, read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="notification_provider"),
            models.Index(fields=["zone_of", "recipient"], condition=Q(wall_at__isnull=False, state=State.DUE), name="notification_wall"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="notification_about"),
            models.Index(fields=["patient_id"], condition=Q(patient_id__isnull=False), name="notification_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}"

    @property
    def form(self) -> Form:
        return form_of(self.kind)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


class Heartbeat(models.Model):
    """When each of the two that call the sweep last did: beat through the broker, or the poller that replaces it."""

    name = models.CharField(max_length=12, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Bucket(models.Model):
    """How many messages a channel's provider would take now; see `pace`."""

    channel = models.CharField(max_length=8, primary_key=True)
    tokens = models.FloatField()
    given = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.channel


class Tally(models.Model):
    """How many messages of a kind a channel's provider took, refused or put off, since the beginning; see `tally`."""

    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=40)
    answer = models.CharField(max_length=8)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "answer"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} {self.answer} by {self.channel}"


class Outbox(Heartbeat):
    """The outbox as Django admin shows it: a page of numbers, no table of its own."""

    class Meta:
        proxy = True
        verbose_name = "outbox"
        verbose_name_plural = "outbox"


from carecoord.notifications import reach as reach  # noqa: E402  # Django finds models from here
from carecoord.notifications.attention.rows import Attention as Attention  # noqa: E402  # the same
from carecoord.notifications.attention.rows import AttentionEvent as AttentionEvent  # noqa: E402  # the same
