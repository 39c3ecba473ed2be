"""How old somebody is, from dates alone.

Room: patients.clinical, which knows no table.
"""

from __future__ import annotations

from datetime import date


def age_on(day: date, *, born_on: date | None, died_on: date | None = None) -> int | None:
    """Full years on that day, or at death if that came first; None when the birth date is not known."""
    if born_on is None:
        return None
    until = min(day, died_on) if died_on else day
    return until.year - born_on.year - ((until.month, until.day) < (born_on.month, born_on.day))
