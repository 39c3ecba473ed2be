"""Yes, no and unknown: `or` and `and` in which unknown stays unknown unless the rest decides (Kleene 1938).

Room: patients.clinical. Blank is never "no".
"""

from __future__ import annotations


def any_of(*parts: bool | None) -> bool | None:
    """Yes if one is yes, no only if every one is no."""
    if any(parts):
        return True
    return None if None in parts else False


def all_of(*parts: bool | None) -> bool | None:
    """No if one is no, yes only if every one is yes."""
    if False in parts:
        return False
    return None if None in parts else True
