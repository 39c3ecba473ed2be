"""The rows that open a record: grants to organizations, personal grants to people, restrictions, care teams, break-glass.

A patient is only an id here; the foreign keys are added by the migration of `patients`, which stands above this app.
Grant instants come from the database's clock: one from a web server's clock opens holes in `vis` (docs/adr/0003).
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User


class Scope(models.TextChoices):
    """What an organization may open. Everything shows the header; custody, pathway and follow-up open the live chart."""

    CUSTODY = "custody", "Custody"
    INTAKE = "intake", "Packet during review"
    PATHWAY = "pathway", "Chart during treatment"
    FOLLOW_UP = "follow_up", "Chart during follow-up"
    SNAPSHOT = "snapshot", "Packet as received"
    HEADER = "header", "Header only"


CHART_SCOPES = (Scope.CUSTODY, Scope.PATHWAY, Scope.FOLLOW_UP)
PACKET_SCOPES = (*CHART_SCOPES, Scope.INTAKE, Scope.SNAPSHOT)


class Source(models.TextChoices):
    """Which act wrote the grant."""

    CUSTODY = "custody", "Registered the patient"
    REFERRAL = "referral", "Referral"
    TRANSFER = "transfer", "Transfer"
    FOLLOW_UP = "follow_up", "Follow-up"


class GrantQuerySet(models.QuerySet["Grant"]):
    def active(self) -> GrantQuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ClockNow()), starts_at__lte=ClockNow())


class ClockNow(models.Func):
    """The database's clock at this moment, not the start of the transaction."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class Grant(models.Model):
    """The only source of an organization's access to a patient."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient_id = models.UUIDField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope)
    source = models.CharField(max_length=10, choices=Source)
    about = models.UUIDField(null=True, blank=True, help_text="The referral or transfer that wrote it.")
    starts_at = models.DateTimeField(db_default=ClockNow())
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="grant_scope_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="grant_source_known"),
        ]
        indexes = [
            models.Index(fields=["patient_id", "organization"], name="grant_patient_org"),
            models.Index(fields=["ends_at"], condition=Q(ends_at__isnull=False), name="grant_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} for organization {self.organization_id}"


class PersonalSource(models.TextChoices):
    SELF = "self", "The patient"
    PROXY = "proxy", "Caregiver or proxy"
    BREAK_GLASS = "break_glass", "Emergency access"


class ProxyScope(models.TextChoices):
    EDUCATION = "education", "Reading for the road"
    LOGISTICS = "logistics", "Dates and places"
    MESSAGES = "messages", "Messages"
    FULL = "full", "Everything"


class PersonalGrantQuerySet(models.QuerySet["PersonalGrant"]):
    def active(self) -> PersonalGrantQuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ClockNow()), starts_at__lte=ClockNow())

    def held_by(self, actor: Actor) -> PersonalGrantQuerySet:
        """Active grants that count now: as a person one's own and proxies'; at an organization only emergency access begun there."""
        mine = self.active().filter(user_id=actor.user_id or 0)
        if actor.place is None:
            return mine.exclude(source=PersonalSource.BREAK_GLASS)
        return mine.filter(source=PersonalSource.BREAK_GLASS, break_glass__organization_id=actor.place.id)

    def to_charts(self) -> PersonalGrantQuerySet:
        """Without proxies who may not read everything."""
        return self.filter(~Q(source=PersonalSource.PROXY) | Q(scopes__contains=[ProxyScope.FULL]))


class PersonalGrant(models.Model):
    """Opens one record to one person: the patient, a confirmed proxy, or a clinician who broke the glass. Ends to the second."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient_id = models.UUIDField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=PersonalSource)
    scopes = ArrayField(models.CharField(max_length=12, choices=ProxyScope), default=list, blank=True)
    starts_at = models.DateTimeField(db_default=ClockNow())
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalGrantQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(source__in=PersonalSource.values), name="personal_source_known")]
        indexes = [
            models.Index(fields=["user", "patient_id"], name="personal_user_patient"),
            models.Index(fields=["patient_id"], name="personal_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.source} for user {self.user_id}"


class RestrictionKind(models.TextChoices):
    VIP = "vip", "Care team only"
    OPT_OUT = "opt_out", "The patient asked to hide it"
    PART2 = "part2", "Substance use treatment (42 CFR 2)"


class Restriction(models.Model):
    """While one is open, only the care team, the patient and emergency access see the record. Deny wins over any grant."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=RestrictionKind)
    reason = models.CharField(max_length=200)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    placed_at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RestrictionKind.values), name="restriction_kind_known"),
            models.UniqueConstraint(fields=["patient_id", "kind"], condition=Q(lifted_at__isnull=True), name="restriction_one_open"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CareTeam(models.Model):
    """Who looks after a patient at an organization; opens restricted records to them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient_id = models.UUIDField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=ClockNow())
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient_id", "organization", "user"], condition=Q(until__isnull=True), name="care_team_once")
        ]
        indexes = [models.Index(fields=["user", "organization"], name="care_team_user")]

    def __str__(self) -> str:
        return f"user {self.user_id} at organization {self.organization_id}"


class BreakGlassReason(models.TextChoices):
    EMERGENCY = "emergency", "Emergency treatment"
    COVERING = "covering", "Covering for the care team"
    SAFETY = "safety", "Patient safety event"
    OTHER = "other", "Other"


class BreakGlass(models.Model):
    """One use of emergency access, and its review by the custodian's privacy officer within 72 hours."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient_id = models.UUIDField()
    grant = models.OneToOneField(PersonalGrant, on_delete=models.PROTECT, related_name="break_glass")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    custodian = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, choices=BreakGlassReason)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(db_default=ClockNow())
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__in=BreakGlassReason.values), name="break_glass_code_known")]
        indexes = [models.Index(fields=["custodian", "-at"], condition=Q(reviewed_at__isnull=True), name="break_glass_to_review")]

    def __str__(self) -> str:
        return f"{self.code} by user {self.user_id}"


class MachineClient(models.Model):
    """The organization that a machine client (OAuth2 client credentials) acts for."""

    client_id = models.CharField(max_length=100, primary_key=True)
    name = models.CharField(max_length=80)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="machine_clients")
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
