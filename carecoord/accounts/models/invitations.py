"""An invitation brings one person to one organization once. Only the hash of its token is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models.organizations import Organization
from carecoord.accounts.models.people import Role, User

VALID_FOR = timedelta(days=7)


def hashed(token: str) -> str:
    """SHA-256 of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def for_token(self, token: str) -> InvitationQuerySet:
        return self.open().filter(token_hash=hashed(token))


class Invitation(models.Model):
    """Bound to an organization and an e-mail address; consumed by POST only, once."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=24, choices=Role)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known")]

    def __str__(self) -> str:
        return f"{self.email} to {self.organization}"

    @classmethod
    def make(cls, *, organization: Organization, email: str, role: Role, invited_by: User) -> tuple[Invitation, str]:
        """Create the row and return it with its token, which is shown once and never stored."""
        token = secrets.token_urlsafe(32)
        row = cls.objects.create(
            token_hash=hashed(token),
            organization=organization,
            email=email.lower(),
            role=role,
            invited_by=invited_by,
            expires_at=timezone.now() + VALID_FOR,
        )
        return row, token
