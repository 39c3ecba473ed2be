"""What was done to the patient: operations, biopsies, radiation courses, transplants. Lines of therapy are in `disease`."""

from __future__ import annotations

from django.db import models

from patients.models.facts import Fact


class Procedure(Fact):
    """One procedure that was done or is under way; what was only planned is not kept here."""

    name = models.CharField(max_length=200)
    snomed = models.CharField("SNOMED CT code", max_length=20, blank=True)
    cpt = models.CharField("CPT code", max_length=10, blank=True)
    performed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    is_finished = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Fact.Meta):
        ordering = ("-performed_on",)
        indexes = [models.Index(fields=["patient", "-performed_on"], name="procedure_patient")]

    def __str__(self) -> str:
        return self.name
