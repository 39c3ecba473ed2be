"""What a person wishes of their notices: which topic comes by which channel and when (`Choice`), and when not to be disturbed (`Habits`).

Only what differs from the defaults is stored as a choice. The defaults stand here as data. What follows from wishes is in `timing`
(instants) and `routing` (rows); who may change them is in `choices`.
"""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carecoord.accounts.models import User
from carecoord.notifications.kinds.shape import SAFETY, Audience, Topic
from carecoord.notifications.states import Channel


class When(models.TextChoices):
    NOW = "now", _("Right away")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Never")


IN_DIGEST = (When.DAILY, When.WEEKLY)
SAFETY_CHANNEL = Channel.EMAIL  # what keeps people safe always comes by it; another channel may be added
OFFERED: dict[Channel, tuple[When, ...]] = {Channel.EMAIL: tuple(When)}
OFFERED_ELSEWHERE = (When.NOW, When.OFF)  # a digest is a mail

# When each topic comes by each channel to somebody who never chose; what is not named here: by mail right away, otherwise never.
DEFAULTS: dict[tuple[Audience, Topic, Channel], When] = {
    (Audience.STAFF, Topic.THREAD, Channel.EMAIL): When.DAILY,
    (Audience.STAFF, Topic.SLOTS, Channel.EMAIL): When.DAILY,
}
QUIET_FROM, QUIET_UNTIL = time(21), time(7)
QUIET = {Audience.PERSON: True, Audience.STAFF: False}  # for whoever never chose


def default(audience: Audience, topic: Topic, channel: Channel) -> When:
    return DEFAULTS.get((audience, topic, channel), When.NOW if channel == Channel.EMAIL else When.OFF)


def offered(topic: Topic, channel: Channel) -> tuple[When, ...]:
    """What can be chosen; nothing where it always comes."""
    if topic in SAFETY and channel == SAFETY_CHANNEL:
        return ()
    return OFFERED.get(channel, OFFERED_ELSEWHERE)


class Choice(models.Model):
    """When one topic comes to one person by one channel."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="choices")
    topic = models.CharField(max_length=20)
    channel = models.CharField(max_length=8)
    when = models.CharField(max_length=8, choices=When)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="choice_once"),
            models.CheckConstraint(condition=Q(when__in=When.values), name="choice_when_known"),
            models.CheckConstraint(condition=~Q(channel=Channel.INAPP), name="choice_not_of_the_center"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} by {self.channel}: {self.when}"


class Habits(models.Model):
    """One person's hours, and who stands in while they are away. Its version counts every change of habits or choices.

    Language and time zone stand on the user. Days are days in the person's own time zone.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="habits")
    is_quiet = models.BooleanField(null=True, default=None, help_text="Empty: as usual for patients (quiet) or staff (not).")
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    digest_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    digest_weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)], help_text="0 is Monday.")
    away_from_on = models.DateField(null=True, blank=True)
    away_until_on = models.DateField(null=True, blank=True, help_text="The last day away.")
    deputy = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23, digest_weekday__lte=6), name="habits_digest_known"),
            models.CheckConstraint(
                condition=Q(away_from_on__isnull=True, away_until_on__isnull=True) | Q(away_until_on__gte=F("away_from_on")),
                name="habits_away_in_order",
            ),
        ]
        indexes = [models.Index(fields=["away_until_on"], condition=Q(away_until_on__isnull=False), name="habits_away")]

    def __str__(self) -> str:
        return f"habits of user {self.user_id}"
