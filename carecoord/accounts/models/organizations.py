"""Practices, centers and networks, their sites and contact persons, and which practice works with which center."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from stdnum import luhn

from carecoord.accounts import sender_names


def valid_npi(value: str) -> None:
    """A National Provider Identifier is ten digits whose Luhn digit holds with the prefix 80840 (CMS)."""
    if value and not (len(value) == 10 and value.isdigit() and luhn.is_valid("80840" + value)):
        raise ValidationError("This is not a valid NPI: ten digits, the last one a check digit.")


def valid_zone(value: str) -> None:
    """A name of the IANA time zone database, or nothing."""
    if value and value not in available_timezones():
        raise ValidationError("This is not a time zone. Write it like America/Chicago.")


class OrganizationKind(models.TextChoices):
    PRACTICE = "practice", "Community practice"
    CENTER = "center", "CAR-T center"
    NETWORK = "network", "Network"


class Organization(models.Model):
    """A practice, a center or a network. Deactivated, never deleted: histories name it."""

    id = models.AutoField(primary_key=True)  # an integer: row-level security keeps arrays of it
    kind = models.CharField(max_length=8, choices=OrganizationKind)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, help_text="How people say it: Cedar Valley.")
    npi = models.CharField("NPI", max_length=10, blank=True, validators=[valid_npi])
    phone = models.CharField(max_length=32, blank=True)
    urgent_phone = models.CharField("24-hour phone", max_length=32, blank=True)
    fax = models.CharField(max_length=32, blank=True)
    time_zone = models.CharField(max_length=64, default="America/Chicago")
    sender_name = models.CharField(
        "name in e-mails",
        max_length=sender_names.LONGEST,
        blank=True,
        default="",
        db_default="",
        validators=[sender_names.valid],
        help_text="E-mails come from '<name> via carecoord'; empty: from carecoord alone. It may not say what people are treated for.",
    )
    accreditation = models.CharField(max_length=120, blank=True, help_text="For example: FACT, immune effector cells.")
    medical_director = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Approves the center's protocol items and overrides.",
    )
    is_illustrative = models.BooleanField(default=False, help_text="An example for demonstrations, not a real organization.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=Q(kind__in=OrganizationKind.values), name="organization_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> str:
        """The side whose hue and shape stand for it on pages: practice or center."""
        return OrganizationKind.CENTER if self.kind == OrganizationKind.CENTER else OrganizationKind.PRACTICE


class Site(models.Model):
    """A place where an organization sees patients."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP", max_length=5, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    time_zone = models.CharField(
        max_length=64, blank=True, validators=[valid_zone], help_text="Only where it differs from the organization's."
    )
    is_main = models.BooleanField(default=False)

    class Meta:
        ordering = ("organization", "-is_main", "name")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="site_name_unique"),
            models.UniqueConstraint(fields=["organization"], condition=Q(is_main=True), name="site_one_main"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class ContactPerson(models.Model):
    """Whom the other side calls. May be somebody who never signs in."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contacts")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("organization", "name")

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """A practice and a center that send patients to each other, with a named person on both sides.

    `service_levels` overrides default target times, e.g. `{"acknowledge": 1}` in working days; the keys are the ladders of `referrals`.
    """

    practice = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="center_partnerships")
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="practice_partnerships")
    since_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)
    practice_contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    center_contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service_levels = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("practice__name", "center__name")
        constraints = [
            models.UniqueConstraint(fields=["practice", "center"], condition=Q(until_on__isnull=True), name="partnership_one_open"),
            models.CheckConstraint(condition=~Q(practice=F("center")), name="partnership_two_sides"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="partnership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice.short_name} and {self.center.short_name}"

    def clean(self) -> None:
        if self.practice_id and self.practice.kind != OrganizationKind.PRACTICE:
            raise ValidationError({"practice": "Choose a community practice."})
        if self.center_id and self.center.kind != OrganizationKind.CENTER:
            raise ValidationError({"center": "Choose a CAR-T center."})
