"""States of a hand-off document and the moves between them, as data. Knows no row."""

from __future__ import annotations

from django.db import models


class HandOffState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed"
    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    SUPERSEDED = "superseded", "Replaced by a newer one"


FROZEN = frozenset({HandOffState.SIGNED, HandOffState.SENT, HandOffState.ACKNOWLEDGED, HandOffState.SUPERSEDED})
AT_PRACTICE = frozenset({HandOffState.SENT, HandOffState.ACKNOWLEDGED})

PAIRS = sorted(
    (str(source), str(target))
    for source, target in (
        (HandOffState.DRAFT, HandOffState.SIGNED),
        (HandOffState.DRAFT, HandOffState.SUPERSEDED),
        (HandOffState.SIGNED, HandOffState.SENT),
        (HandOffState.SIGNED, HandOffState.SUPERSEDED),
        (HandOffState.SENT, HandOffState.ACKNOWLEDGED),
        (HandOffState.SENT, HandOffState.SUPERSEDED),
        (HandOffState.ACKNOWLEDGED, HandOffState.SUPERSEDED),
    )
)
INITIAL = [str(HandOffState.DRAFT)]
