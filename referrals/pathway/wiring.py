"""What the road tells the rooms below it: permissions, its ladder, and how it keeps step with the loop and with a death."""

from __future__ import annotations


def wire() -> None:
    """Called once, when the app is ready."""
    from carecoord.access import permissions
    from carecoord.notifications import checks, ladders, rungs
    from patients import warnings
    from patients.verbs import on_death
    from referrals import loop
    from referrals.pathway import due, follow, irradiated, reader, still, weekly
    from referrals.pathway.permissions import TABLE

    permissions.register(TABLE)
    warnings.register(irradiated.WARNED)
    ladders.register("pathway", due.due_steps)
    rungs.declare(reader.ENDS)
    rungs.declare(weekly.WEEKLY)
    ladders.register("follow_up", reader.ends)
    ladders.register("weekly", weekly.shared)
    checks.register(still.still_open)
    on_death(follow.mourn)
    loop.on_move(follow.came)
    loop.on_taken_over(follow.leads)
