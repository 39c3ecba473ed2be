"""What a clinical tool answered about a patient, kept with the inputs, the rule's version and its source."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from patients.models.facts import Fact


class Assessment(Fact):
    """Never corrected: another answer is another row, and a wrong one is marked as entered in error. The database holds its content."""

    tool = models.CharField(max_length=40)
    rule = models.CharField(max_length=120, help_text="Version of the rule and of the dated limits it used.")
    inputs = models.JSONField(help_text="As entered: value and unit by input.")
    result = models.JSONField()
    notes = models.JSONField(default=list)
    citation = models.CharField(max_length=500)
    assessed_at = models.DateTimeField(default=timezone.now)

    class Meta(Fact.Meta):
        ordering = ("-assessed_at",)
        indexes = [models.Index(fields=["patient", "-assessed_at"], name="assessment_patient")]

    def __str__(self) -> str:
        return self.tool
