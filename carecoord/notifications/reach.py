"""Where a person can be reached besides in carecoord: what became of their mail address, their phone number, their devices.

Belongs to the person alone: no patient, no organization. A code or a key that proves something is kept as a hash or not at all.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carecoord.accounts.models import User


class TroubleReason(models.TextChoices):
    BOUNCED = "bounced", _("Mail to this address comes back")
    COMPLAINED = "complained", _("Our mail was marked as unwanted")


class MailTrouble(models.Model):
    """What the provider said of one person's address. It holds for that address only: a new address starts fresh."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_trouble")
    address = models.EmailField(max_length=254)
    reason = models.CharField(max_length=10, choices=TroubleReason)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__in=TroubleReason.values), name="mail_trouble_known")]

    def __str__(self) -> str:
        return self.get_reason_display()


class Phone(models.Model):
    """The number for text messages. Nothing but one code goes to it before its owner has typed that code here."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="text_phone")
    number = models.CharField(max_length=16, help_text="E.164, such as +13195550142.")
    code_hash = models.CharField(max_length=128, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes typed since the last one was sent.")
    asked = models.PositiveSmallIntegerField(default=0, help_text="Codes sent since `asked_at`.")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="They answered STOP.")

    def __str__(self) -> str:
        return f"number of user {self.user_id}"


class Device(models.Model):
    """A browser that takes notices. `endpoint` is an address of its maker's push service; the keys encrypt what only that browser reads."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True, help_text="What kind of browser, in words.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name or "a device"
