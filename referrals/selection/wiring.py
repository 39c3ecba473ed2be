"""What selection tells the rooms below it: permissions, and to look again when a record gets a new value."""

from __future__ import annotations


def wire() -> None:
    """Called once, when the app is ready."""
    from carecoord.access import permissions
    from patients.verbs import rows
    from referrals.selection import watch
    from referrals.selection.permissions import TABLE

    permissions.register(TABLE)
    rows.on_written(watch.look_again)
