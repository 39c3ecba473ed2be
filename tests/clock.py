"""The house of the tests is in Chicago: its days are the cast's days, whatever the hour is in Greenwich while the tests run."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("America/Chicago")  # of the cast's organizations and people (tests/cast.py); Summit alone is an hour behind


def start() -> None:
    """Before tests are read, so that days that stand beside them as constants are the same days."""
    timezone.activate(ZONE)
