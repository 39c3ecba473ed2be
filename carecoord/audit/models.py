"""The audit log: one row for each clinical read and each write, in the transaction it tells of. Append-only by privilege and trigger.

No foreign keys: a row must outlive whatever it names, and checking a key would read tables the writer may not see.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Outcome(models.TextChoices):
    OK = "ok", "Done"
    DENIED = "denied", "Refused"


class Event(models.Model):
    """Who did what to whose record, where from. `mac` is an HMAC of the row with a key that the database does not have."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    client_id = models.CharField(max_length=100, blank=True)
    job = models.CharField(max_length=60, blank=True)
    organization_id = models.IntegerField(null=True)
    role = models.CharField(max_length=24, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    patient_ids = ArrayField(models.UUIDField(), default=list)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    reason = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.OK)
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_event"
        indexes = [
            GinIndex(fields=["patient_ids"], name="audit_patients"),
            models.Index(fields=["organization_id", "-at"], name="audit_organization"),
            models.Index(fields=["user_id", "-at"], name="audit_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
