"""A person who can sign in, and the places they work. Access to patients is not decided here (see `carecoord.access`)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class Role(models.TextChoices):
    """What a person does at an organization; the permission tables of each app say what it allows."""

    CLINICIAN = "clinician", _("Clinician")
    COORDINATOR = "coordinator", _("Coordinator")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    FINANCIAL_NAVIGATOR = "financial_navigator", _("Financial navigator")
    DATA_MANAGER = "data_manager", _("Data manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ORGANIZATION_ADMIN = "organization_admin", _("Organization admin")


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in with an e-mail address. `is_staff` opens Django admin, which shows no patient."""

    email = models.EmailField(max_length=254, unique=True)  # always in small letters; the constraint below holds it
    name = models.CharField(max_length=120)
    title = models.CharField("title and credentials", max_length=80, blank=True, help_text="As people say it: Dr., RN, oncologist.")
    phone = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=64, default="America/Chicago")
    is_staff = models.BooleanField("may open the administration", default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = [w for w in self.name.replace("Dr.", "").split() if w[:1].isalpha()]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        """Memberships that hold at this moment, by the database's clock."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=Now()), since__lte=Now(), organization__is_active=True, user__is_active=True)


class Membership(models.Model):
    """One person's work at one organization in one role, from `since` until `until` (open when empty)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("organization__name", "user__name")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"),
            models.UniqueConstraint(fields=["user", "organization"], condition=Q(until__isnull=True), name="membership_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organization} ({self.get_role_display()})"
