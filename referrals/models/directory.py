"""What a center offers, beyond what `accounts` knows of an organization."""

from __future__ import annotations

from django.db import models

from carecoord.accounts.models import Organization


class OfferKind(models.TextChoices):
    PRODUCT = "product", "Product"
    TRIAL = "trial", "Trial"
    SERVICE = "service", "Service"


class CenterOffer(models.Model):
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=8, choices=OfferKind)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40, blank=True, help_text="ide-cel, cilta-cel, or a registry number.")
    is_accepting = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    as_of_on = models.DateField()

    class Meta:
        ordering = ("organization", "kind", "name")
        constraints = [models.UniqueConstraint(fields=["organization", "kind", "name"], name="offer_once")]

    def __str__(self) -> str:
        return self.name
