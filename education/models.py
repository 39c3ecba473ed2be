"""Topics, their documents in each language, and the versions of a document. A text never changes: a new text is a new version."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carecoord.accounts.models import Language, User
from education.states import OPEN, Status


class Audience(models.TextChoices):
    PATIENT = "patient", _("For patients")
    CAREGIVER = "caregiver", _("For caregivers")
    BOTH = "both", _("For patients and caregivers")


class Part(models.TextChoices):
    """The part of the road under which the library shows a topic, in the order people live through it."""

    START = "start", _("Getting started")
    CELLS = "cells", _("Your cells")
    INFUSION = "infusion", _("Infusion and first weeks")
    AFTER = "after", _("Life after CAR-T")
    CAREGIVERS = "caregivers", _("For caregivers")


class Stage(models.TextChoices):
    """Stages of the pathway to which a topic belongs."""

    REFERRAL = "referral", "Referral"
    CONSULT = "consult", "Consult"
    WORK_UP = "work-up", "Work-up"
    APHERESIS = "apheresis", "Apheresis"
    BRIDGING = "bridging", "Bridging"
    MANUFACTURING = "manufacturing", "Manufacturing"
    LYMPHODEPLETION = "lymphodepletion", "Lymphodepletion"
    INFUSION = "infusion", "Infusion"
    MONITORING = "monitoring", "Monitoring nearby"
    FOLLOW_UP = "follow-up", "Follow-up at home"


class Measure(models.TextChoices):
    FLESCH_KINCAID = "flesch_kincaid", "Flesch-Kincaid grade"
    FERNANDEZ_HUERTA = "fernandez_huerta", "Fernández Huerta ease"


RESERVED = ("signs", "review")  # pages of the library that are not articles


class Topic(models.Model):
    """One idea a reader may look for, in whatever language."""

    slug = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(help_text="Place in the library; 10, 20, 30 leaves room.")
    part = models.CharField("part of the road", max_length=12, choices=Part)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.BOTH)
    stages = ArrayField(models.CharField(max_length=20, choices=Stage), default=list, blank=True)
    holds_signs = models.BooleanField("holds the list of signs", default=False, help_text="Its list is the page “What should I do?”.")

    class Meta:
        ordering = ("order", "slug")
        constraints = [
            models.CheckConstraint(condition=Q(part__in=Part.values), name="topic_part_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="topic_audience_known"),
            models.CheckConstraint(condition=~Q(slug__in=RESERVED), name="topic_slug_is_free"),
            models.CheckConstraint(condition=Q(stages__contained_by=Stage.values), name="topic_stages_known"),
            models.UniqueConstraint(fields=["holds_signs"], condition=Q(holds_signs=True), name="topic_one_holds_signs"),
            models.UniqueConstraint(fields=["order"], name="topic_order_unique"),
        ]

    def __str__(self) -> str:
        return self.slug


class Document(models.Model):
    """A topic in one language; its text is in the versions."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="documents")
    language = models.CharField(max_length=2, choices=Language)

    class Meta:
        ordering = ("topic__order", "language")
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="document_one_per_language"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="document_language_known"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.language})"


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self, on: date | None = None) -> VersionQuerySet:
        """Approved and not past their date on that day (today when not said)."""
        return self.filter(status=Status.APPROVED, valid_until__gte=on or timezone.localdate())

    def for_reader(self, language: str, on: date | None = None) -> VersionQuerySet:
        """One version a topic: the newest published one in the reader's language, else in English, in the library's order."""
        wished = Case(When(document__language=language, then=Value(0)), default=Value(1))
        return (
            self.published(on)
            .filter(document__language__in={language, Language.ENGLISH})
            .select_related("document__topic", "approved_by")
            .order_by("document__topic__order", wished, "-number")
            .distinct("document__topic__order")
        )

    def newest_first(self) -> VersionQuerySet:
        return self.order_by("-number")


class Version(models.Model):
    """One text, its measured reading level, and who stood for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    source = models.TextField("text", help_text="Markdown. Headings (##) are questions.")
    call = models.JSONField("call box", default=dict)
    key_facts = models.JSONField(default=list)
    signs = models.JSONField(default=dict, blank=True)
    teach_back = models.JSONField(default=list)
    source_notes = models.JSONField("sources", default=list)
    digest = models.CharField(max_length=64, editable=False)
    reading_measure = models.CharField(max_length=20, choices=Measure)
    reading_score = models.DecimalField(max_digits=5, decimal_places=1)
    reading_grade = models.DecimalField(max_digits=4, decimal_places=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("document__topic__order", "document__language", "-number")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_unique"),
            models.UniqueConstraint(fields=["document"], condition=Q(status__in=OPEN), name="version_one_open"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="version_status_known"),
            models.CheckConstraint(condition=Q(reading_measure__in=Measure.values), name="version_measure_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED)
                | Q(submitted_by__isnull=False, approved_by__isnull=False, reviewed_on__isnull=False, valid_until__isnull=False),
                name="version_approved_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")), name="version_approved_by_a_second"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("reviewed_on")), name="version_valid_after_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_published(self, on: date | None = None) -> bool:
        today = on or timezone.localdate()
        return self.status == Status.APPROVED and self.valid_until is not None and self.valid_until >= today

    def content(self) -> dict[str, Any]:
        """What a reader reads, for comparing two texts."""
        names = ("title", "summary", "source", "call", "key_facts", "signs", "teach_back", "source_notes")
        return {name: getattr(self, name) for name in names}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of a version's content; equal texts have equal digests."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
