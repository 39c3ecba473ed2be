"""When a site is open, as data: one row for each weekday it is open on. A site without rows keeps the usual hours."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from carecoord.accounts.models.organizations import Site


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class OpeningHours(models.Model):
    """Wall-clock times in the site's zone. Once a site has a row, days without one are closed; federal holidays always are."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField(default=time(8, 0))
    closes = models.TimeField(default=time(17, 0))

    class Meta:
        ordering = ("site", "weekday")
        verbose_name_plural = "opening hours"
        constraints = [
            models.UniqueConstraint(fields=["site", "weekday"], name="hours_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="hours_weekday_known"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"
