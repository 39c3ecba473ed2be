"""What an operator is told when an engine or the house cannot start: one sentence, no traceback. Add no other kinds here."""

from __future__ import annotations


class EngineFault(Exception):
    """A start that cannot succeed; the message is one sentence that says what to do about it."""
