"""Rule sets as they stand, what was judged by them, and answers that no other table holds. Rules never change once approved."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from referrals.models.referral import Referral
from referrals.selection.criteria import Outcome
from referrals.selection.states import SAID, RuleKind, RuleState


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def readable_by(self, actor: Actor) -> Self:
        """What was approved is read by whoever works somewhere, as a protocol is; a draft, taken back or not, by its own center."""
        return self.filter(Q(approved_at__isnull=False) | Q(owner_id=actor.place_id or 0))

    def in_force(self, on: date) -> Self:
        """Approved, begun and not retired."""
        rows = self.filter(approved_at__isnull=False, effective_on__lte=on)
        return rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))

    def for_center(self, center_id: int | None) -> Self:
        """What everybody reads, and that center's own."""
        return self.filter(Q(owner__isnull=True) | Q(owner_id=center_id))


class RuleSet(models.Model):
    """One version of one set of criteria. `owner` is the center whose own it is; None: from the files, for everybody.

    The content is fixed once it is approved (guarded by the database): a change is another version.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=RuleKind)
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    product = models.CharField(max_length=40, blank=True, help_text="Empty: for every product.")
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="rule_sets")
    number = models.PositiveSmallIntegerField("version")
    source = models.CharField(max_length=300)
    caution = models.CharField(max_length=300, blank=True)
    approval = models.CharField(max_length=200, blank=True, help_text="Who stands for it, in words.")
    effective_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=RuleState, default=RuleState.DRAFT)
    content = models.JSONField(default=list)
    reason = models.CharField("why it changes", max_length=300, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    tested_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Of the row, for stale pages.")

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "key", "-number")
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "key", "number"], nulls_distinct=False, name="rule_set_number_once"),
            models.UniqueConstraint(
                fields=["owner", "kind", "key"], nulls_distinct=False, condition=Q(state=RuleState.DRAFT), name="rule_set_one_draft"
            ),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values, state__in=RuleState.values), name="rule_set_words_known"),
            models.CheckConstraint(
                condition=Q(kind=RuleKind.CENTER)
                | Q(kind=RuleKind.PAYER, owner__isnull=False)
                | Q(kind__in=(RuleKind.LABEL, RuleKind.TRIAL), owner__isnull=True),
                name="rule_set_kinds_never_mix",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True)
                | Q(state__in=(RuleState.DRAFT, RuleState.RETIRED), approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("drafted_by")),
                name="rule_set_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == RuleState.DRAFT


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, actor: Actor) -> Self:
        """What one's own organization judged, and whatever was judged of somebody whose chart one may open."""
        seen = Patient.objects.visible_to(actor)
        own = Q(organization_id=actor.place_id or 0, patient__in=seen)
        return self.filter(own | Q(patient__in=Patient.objects.chart_of(actor)))


class Verdict(models.Model):
    """What one rule set said about one patient on one day, with every value it used. Never changes; another day is another row.

    `lines`: one object a criterion, ready to print. `basis`: "chart", or "packet 2" where only the packet was open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="verdicts")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    kind = models.CharField(max_length=6, choices=RuleKind)
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    product = models.CharField(max_length=40, blank=True)
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    approval = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Outcome])
    lines = models.JSONField()
    basis = models.CharField(max_length=20)
    judged_at = models.DateTimeField(default=timezone.now)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    judged_by_name = models.CharField(max_length=120, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ("-judged_at", "kind", "key")
        indexes = [
            models.Index(fields=["patient", "-judged_at"], name="verdict_patient"),
            models.Index(fields=["referral", "-judged_at"], name="verdict_referral"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def said(self) -> str:
        """The outcome in the words of its kind."""
        return SAID[self.kind][Outcome(self.outcome)]


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(patient__in=Patient.objects.chart_of(actor))


class Finding(models.Model):
    """An answer to a question that no other table of the record holds, such as "active infection: no". Append-only: the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="findings")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=24, help_text="yes, no, or a number in the unit of the key.")
    found_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    recorded_by_name = models.CharField(max_length=120, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("-found_on", "-recorded_at")
        indexes = [models.Index(fields=["patient", "key", "-found_on", "-recorded_at"], name="finding_patient_key")]

    def __str__(self) -> str:
        return self.key
