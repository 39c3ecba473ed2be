"""What a clock on the wall means: the intent (`WallTime`: eight in the morning, there); the instant it stands for is computed.

Pure; `accounts.clock` computes, for every room alike, and `zones` moves rows when somebody's zone changes. An instant that nobody meant as
a wall time has no business here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from carecoord.accounts.clock import instant, on_day

__all__ = ["Follows", "WallTime", "instant", "on_day"]


class Follows(models.TextChoices):
    """Whose zone a wall time is read in, also after that zone has changed."""

    NOBODY = "", "The zone it was given"
    RECIPIENT = "recipient", "The recipient"
    ORGANIZATION = "organization", "The organization"


@dataclass(frozen=True)
class WallTime:
    """`at` without an offset. A recipient's zone is looked up for each of them; otherwise name the zone."""

    at: datetime
    zone: str = ""
    follows: Follows = Follows.RECIPIENT

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("A wall time has no offset; its zone says which instant it is.")
        if not self.zone and self.follows is not Follows.RECIPIENT:
            raise ValueError("Name the zone, or let it follow the recipient.")
