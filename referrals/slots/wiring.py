"""What this room registers when the app is ready: permissions, rights of the roles, holds that end, a gate's question, its place."""

from __future__ import annotations

from django.http import HttpRequest


def wire() -> None:
    from carecoord.access import permissions, privileges
    from carecoord.notifications import ladders, rungs
    from carecoord.ui import navigation
    from referrals.pathway import consequences, gates
    from referrals.pathway.protocol import Test
    from referrals.slots import booked, sweep
    from referrals.slots.permissions import TABLE

    permissions.register(TABLE)
    privileges.clinical("referrals_booking", "referrals_queueentry")
    privileges.history("referrals_reservation", "referrals_bookingevent", "referrals_queueevent")
    privileges.worker_reads("referrals_booking", "id", "center_id", "state")
    privileges.worker_reads("referrals_bookingevent", "id", "booking_id", "at", "verb", "actor_id", "reason_code")
    privileges.worker_functions("access.lapse_holds(int)")
    privileges.functions("access.queue_places(uuid[])")
    rungs.declare(sweep.LAPSED)
    ladders.register("slots", sweep.lapsed_holds)
    gates.register(Test.SLOT, booked.slot_booked)
    consequences.register(booked.no_longer_covering)
    navigation.register(navigation.Place("Slots", "slots:calendar", "calendar", order=30, allowed=has_chairs))


def has_chairs(request: HttpRequest) -> bool:
    """Only a center has slots of its own."""
    from carecoord.access.permissions import may
    from referrals.slots.permissions import Permission

    return may(request.actor, Permission.VIEW)  # type: ignore[attr-defined]  # set by OneTransaction
