"""The patient: who they are, how to reach them, and which organization's record this is."""

from __future__ import annotations

import unicodedata
from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from carecoord.access.actor import STAFF_WITHOUT_PATIENTS, Actor
from carecoord.access.models import CHART_SCOPES, CareTeam, Grant, PersonalGrant, PersonalSource, Restriction
from carecoord.accounts.models import Organization, Role
from patients.clinical.age import age_on


class Sex(models.TextChoices):
    """Administrative sex as FHIR R4 names it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


def name_key(*names: str) -> str:
    """What name search compares: lower case, no accents, single spaces; family name first."""
    plain = unicodedata.normalize("NFKD", " ".join(names)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def list_name(family: str, given: str) -> str:
    """As staff lists write it: LAST, First."""
    return ", ".join(name for name in (family.upper(), given) if name)


EVERYTHING = ~Q(pk__in=[])


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, actor: Actor) -> PatientQuerySet:
        """The upper wall: strict grants by the database's clock; a restriction leaves only the care team and personal grants."""
        personal = Exists(PersonalGrant.objects.held_by(actor).filter(patient_id=OuterRef("pk")))
        return self.filter(self._not_own(actor), personal | (self._granted(actor) & self._unrestricted(actor)))

    def chart_of(self, actor: Actor) -> PatientQuerySet:
        """Patients whose live chart (results, therapy, documents) the actor may open, not only the header."""
        return self.filter(self._opens_chart(actor))

    def with_chart_flag(self, actor: Actor) -> PatientQuerySet:
        """Annotates `opens_chart`, for a page that shows the header to some and the chart to others in one query; and `takes_writing`."""
        rules = (self._opens_chart(actor), self._takes_writing(actor))
        reads, writes = (Case(When(rule, then=Value(True)), default=Value(False)) for rule in rules)
        return self.annotate(opens_chart=reads, takes_writing=writes)

    def _opens_chart(self, actor: Actor) -> Combinable | Q:
        personal = Exists(PersonalGrant.objects.held_by(actor).to_charts().filter(patient_id=OuterRef("pk")))
        return self._not_own(actor) & (personal | (self._granted(actor, CHART_SCOPES) & self._unrestricted(actor)))

    def _takes_writing(self, actor: Actor) -> Combinable | Q:
        """What is open to read only, such as in an emergency, is left out; the database's policies say the same."""
        return self._not_own(actor) & self._granted(actor, CHART_SCOPES) & self._unrestricted(actor)

    def _not_own(self, actor: Actor) -> Combinable | Q:
        """Nobody reads their own record through their job."""
        if actor.place is None or actor.user_id is None:
            return EVERYTHING
        return ~Exists(PersonalGrant.objects.filter(patient_id=OuterRef("pk"), user_id=actor.user_id, source=PersonalSource.SELF))

    def _granted(self, actor: Actor, scopes: tuple[str, ...] = ()) -> Exists | Q:
        if actor.place is None or actor.role in STAFF_WITHOUT_PATIENTS:
            return Q(pk__in=[])
        grants = Grant.objects.active().filter(patient_id=OuterRef("pk"), organization_id=actor.place.id)
        return Exists(grants.filter(scope__in=scopes) if scopes else grants)

    def _unrestricted(self, actor: Actor) -> Combinable | Q:
        """No restriction, or on the care team; a privacy officer sees the header, to look after the restriction."""
        if actor.role is Role.PRIVACY_OFFICER:
            return EVERYTHING
        team = CareTeam.objects.filter(
            Q(until__isnull=True) | Q(until__gt=Now()),
            patient_id=OuterRef("pk"),
            user_id=actor.user_id or 0,
            organization_id=actor.place_id,
        )
        return ~Exists(Restriction.objects.filter(patient_id=OuterRef("pk"), lifted_at__isnull=True)) | Exists(team)


class Patient(models.Model):
    """One organization's record of a person. Two practices that know one person keep two records, without a hint of each other.

    The database keeps three more columns that Django does not know: `vis` and `chart` (organizations, from grants) and `restricted`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    custodian = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=170, editable=False)
    birth_on = models.DateField("date of birth", null=True, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    language = models.CharField("preferred language", max_length=16, default="en", help_text="BCP 47 code")
    needs_interpreter = models.BooleanField(default=False)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=40, blank=True)
    zip_code = models.CharField("ZIP", max_length=10, blank=True)
    deceased_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where an imported record came from, for re-import.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="patient_sex_known"),
            models.UniqueConstraint(fields=["custodian", "source"], condition=~Q(source=""), name="patient_source_once"),
        ]
        indexes = [
            models.Index(fields=["custodian", "name_key"], name="patient_custodian_name"),
            models.Index(fields=["birth_on"], name="patient_birth"),
            models.Index(fields=["updated_at"], name="patient_updated"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: it would reach logs and page titles

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = name_key(self.family_name, self.given_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through

    @property
    def list_name(self) -> str:
        return list_name(self.family_name, self.given_name)

    @property
    def is_deceased(self) -> bool:
        return self.deceased_at is not None

    def age_on(self, day: date) -> int | None:
        return age_on(day, born_on=self.birth_on, died_on=self.deceased_at.date() if self.deceased_at else None)


class Identifier(models.Model):
    """A number an organization knows the patient by. Unique inside that organization only, so that nothing hints at other records."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=200, default="mrn", help_text="`mrn`, or the identifier's FHIR system.")
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "value", "system"], name="identifier_once_per_organization")]
        indexes = [models.Index(fields=["patient"], name="identifier_patient")]

    def __str__(self) -> str:
        return self.system
