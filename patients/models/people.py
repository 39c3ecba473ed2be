"""The people around the patient: caregivers and proxies, who pays, and records of one person that an organization has joined.

Room: patients. Access itself is a `PersonalGrant` of carecoord.access; who works where is carecoord.accounts.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from carecoord.access.models import PersonalGrant, PersonalSource, ProxyScope
from carecoord.accounts.models import Organization, User
from patients.models.facts import Fact
from patients.models.person import Patient


class CaregiverState(models.TextChoices):
    """A caregiver named on paper has no access; a proxy's access needs confirmation and can end."""

    NAMED = "named", "Named"
    PENDING = "pending", "Pending"
    CONFIRMED = "confirmed", "Confirmed"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired"


class Caregiver(Fact):
    """`grant` is the personal grant that confirmation wrote; revoking ends it in the same transaction."""

    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16, default="en")
    availability = models.CharField(max_length=80, blank=True)
    drives = models.BooleanField(null=True, blank=True)
    is_backup = models.BooleanField(default=False)
    is_emergency_contact = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=CaregiverState, default=CaregiverState.NAMED)
    scopes = ArrayField(models.CharField(max_length=12, choices=ProxyScope), default=list, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    grant = models.ForeignKey(PersonalGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(Fact.Meta):
        ordering = ("is_backup", "name")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=CaregiverState.values), name="caregiver_state_known"),
        ]
        indexes = [models.Index(fields=["patient"], name="caregiver_patient")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_access(self) -> bool:
        """Signs in, or has been asked to."""
        return self.state in (CaregiverState.PENDING, CaregiverState.CONFIRMED)


class PersonalInvitationQuerySet(models.QuerySet["PersonalInvitation"]):
    def open(self) -> PersonalInvitationQuerySet:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=Now())


class PersonalInvitation(models.Model):
    """Brings the patient, or a caregiver as proxy, to the record once. Only the hash of the link's token is kept.

    Whoever takes it up cannot see the record yet, so the database does it: `access.take_up_invitation` (migration 0004).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="personal_invitations")
    caregiver = models.ForeignKey(Caregiver, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    source = models.CharField(max_length=12, choices=PersonalSource)
    scopes = ArrayField(models.CharField(max_length=12, choices=ProxyScope), default=list, blank=True)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by_id = models.BigIntegerField(null=True, editable=False)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    access_ends_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at",)
        constraints = [
            models.CheckConstraint(condition=Q(source__in=("self", "proxy")), name="personal_invitation_source_known"),
            models.CheckConstraint(condition=Q(source="self") | Q(caregiver__isnull=False), name="personal_invitation_names_proxy"),
        ]
        indexes = [models.Index(fields=["patient"], name="personalinvitation_patient")]

    def __str__(self) -> str:
        return str(self.pk)


class Coverage(Fact):
    """Who pays: primary first."""

    payer = models.CharField(max_length=120)
    plan_type = models.CharField(max_length=60, blank=True)
    member_number = models.CharField(max_length=60, blank=True)
    group_number = models.CharField(max_length=60, blank=True)
    is_primary = models.BooleanField(default=True)

    class Meta(Fact.Meta):
        ordering = ("-is_primary", "payer")
        indexes = [models.Index(fields=["patient"], name="coverage_patient")]

    def __str__(self) -> str:
        return self.payer


class DuplicateLink(models.Model):
    """Two records of one organization that a person judged the same, or not the same; reversible."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    is_same = models.BooleanField()
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "other"], name="duplicate_link_once")]

    def __str__(self) -> str:
        return str(self.pk)
