"""The shape of a guide.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """Each a sentence or two."""

    when: str
    tried_on: str
    not_for: str
