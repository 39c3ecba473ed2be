"""What every fact about a patient has: an id, the patient, who recorded it when, and where an imported one came from."""

from __future__ import annotations

from typing import TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from patients.models.person import Patient

F = TypeVar("F", bound="Fact")


class FactQuerySet(models.QuerySet[F]):
    def visible_to(self, actor: Actor) -> FactQuerySet[F]:
        """Facts of patients whose live chart the actor may open."""
        return self.filter(patient__in=Patient.objects.chart_of(actor))

    def standing(self) -> FactQuerySet[F]:
        """Without rows that were entered in error."""
        return self.filter(is_entered_in_error=False)


class Fact(models.Model):
    """Abstract. `source` is `<system>|<id>` of an imported row and makes re-import find it again; empty when typed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by_id = models.BigIntegerField(null=True, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False)
    is_entered_in_error = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager.from_queryset(FactQuerySet)()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["patient", "source"], condition=~Q(source=""), name="%(class)s_source_once"),
        ]
