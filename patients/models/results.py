"""A laboratory or other result: LOINC code, value, UCUM unit, time, reference range. Values are kept as entered."""

from __future__ import annotations

from django.db import models

from patients.models.facts import Fact


class Flag(models.TextChoices):
    """Shown as arrow and word, never by color alone. Empty when no reference range came with the result."""

    LOW = "low", "Low"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"
    NORMAL = "normal", "In range"
    NONE = "", "No range"


class Result(Fact):
    """`value` is numeric when the source's was; otherwise `text` holds it."""

    loinc = models.CharField("LOINC", max_length=12, blank=True)
    name = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=16, decimal_places=5, null=True, blank=True)
    comparator = models.CharField(max_length=2, blank=True, help_text="<, <=, > or >= where the source gave one.")
    unit = models.CharField("UCUM unit", max_length=40, blank=True)
    text = models.CharField(max_length=500, blank=True)
    taken_at = models.DateTimeField()
    low = models.DecimalField(max_digits=16, decimal_places=5, null=True, blank=True)
    high = models.DecimalField(max_digits=16, decimal_places=5, null=True, blank=True)
    flag = models.CharField(max_length=8, choices=Flag, blank=True)

    class Meta(Fact.Meta):
        ordering = ("-taken_at",)
        indexes = [
            models.Index(fields=["patient", "-taken_at"], name="result_patient_time"),
            models.Index(fields=["patient", "loinc", "-taken_at"], name="result_patient_loinc"),
        ]

    def __str__(self) -> str:
        return self.loinc or self.name
