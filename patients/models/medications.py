"""What the patient takes now, with the last dose, and what they must not get."""

from __future__ import annotations

from django.db import models

from patients.models.disease import DrugClass
from patients.models.facts import Fact


class Medication(Fact):
    """A drug in use or recently stopped; `last_dose_on` drives washout."""

    name = models.CharField(max_length=200)
    rxnorm = models.CharField(max_length=12, blank=True)
    drug_class = models.CharField(max_length=20, choices=DrugClass, default=DrugClass.OTHER)
    dose = models.CharField(max_length=120, blank=True)
    started_on = models.DateField(null=True, blank=True)
    last_dose_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_alert = models.BooleanField(default=False, help_text="Shown in the patient banner, such as an anticoagulant.")

    class Meta(Fact.Meta):
        ordering = ("-is_active", "name")
        indexes = [models.Index(fields=["patient"], name="medication_patient")]

    def __str__(self) -> str:
        return self.name


class Allergy(Fact):
    substance = models.CharField(max_length=200)
    reaction = models.CharField(max_length=200, blank=True)
    is_severe = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        ordering = ("-is_severe", "substance")
        verbose_name_plural = "allergies"
        indexes = [models.Index(fields=["patient"], name="allergy_patient")]

    def __str__(self) -> str:
        return self.substance
