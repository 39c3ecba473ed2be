"""The life of a version, as data: who reads it when, and which moves there are. The database refuses every other move."""

from __future__ import annotations

from typing import Final

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    RETIRED = "retired", "Retired"


MOVES: Final[frozenset[tuple[Status, Status]]] = frozenset(
    {
        (Status.DRAFT, Status.IN_REVIEW),  # submit_for_review
        (Status.IN_REVIEW, Status.DRAFT),  # send_back
        (Status.IN_REVIEW, Status.APPROVED),  # approve, by a second person
        (Status.DRAFT, Status.RETIRED),  # retire, or replaced by a newer text
        (Status.IN_REVIEW, Status.RETIRED),
        (Status.APPROVED, Status.RETIRED),
    }
)
INITIAL: Final = (Status.DRAFT,)
OPEN: Final = (Status.DRAFT, Status.IN_REVIEW)
TEXT_COLUMNS: Final = (
    "document_id",
    "number",
    "title",
    "summary",
    "source",
    "call",
    "key_facts",
    "signs",
    "teach_back",
    "source_notes",
    "digest",
    "reading_measure",
    "reading_score",
    "reading_grade",
)
"""Never changed, in whatever state: another text is another version."""

REVIEW_COLUMNS: Final = ("submitted_by_id", "approved_by_id", "reviewed_on", "valid_until")
"""Fixed once approved."""
