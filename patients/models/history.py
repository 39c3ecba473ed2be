"""What was written in the record, by whom, and what it said before: append-only, read by people.

Room: patients. The audit log says who looked and cannot be read back by the application; this table answers "what changed meanwhile?".
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from patients.models.person import Patient


class Deed(models.TextChoices):
    ADDED = "added", "added"
    CORRECTED = "corrected", "changed"
    ENTERED_IN_ERROR = "entered_in_error", "marked as entered in error"
    MOVED = "moved", "moved on"


class Change(models.Model):
    """One write to one row. `values` maps a field to what it said before and after, as text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="changes")
    about = models.CharField(max_length=40, help_text="The model's label.")
    row_id = models.UUIDField()
    version = models.PositiveIntegerField(help_text="Of the row, after the write.")
    deed = models.CharField(max_length=16, choices=Deed)
    values = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [models.CheckConstraint(condition=models.Q(deed__in=Deed.values), name="change_deed_known")]
        indexes = [
            models.Index(fields=["row_id", "version"], name="change_row"),
            models.Index(fields=["patient", "-at"], name="change_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.deed}"
