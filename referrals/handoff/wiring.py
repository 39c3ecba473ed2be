"""What this room registers when the app is ready: permissions, rights of the database roles, the ladder of the
unacknowledged, and the answer to the gate that asks for it."""

from __future__ import annotations


def wire() -> None:
    from carecoord.access import permissions, privileges
    from carecoord.notifications import ladders, rungs
    from referrals.handoff.ladder import UNREAD, unacknowledged
    from referrals.handoff.permissions import TABLE
    from referrals.handoff.standing import verdict
    from referrals.pathway import gates
    from referrals.pathway.protocol import Test

    permissions.register(TABLE)
    privileges.clinical("referrals_handoff")
    privileges.history("referrals_handoffpdf", "referrals_visitnote")
    privileges.worker_reads("referrals_handoff", "id", "journey_id", "state", "sent_at", "ack_due_at", "number")
    privileges.worker_reads("referrals_handoffpdf")
    privileges.worker_reads("referrals_visitnote")
    rungs.declare(UNREAD)
    ladders.register("handoff", unacknowledged)
    gates.register(Test.HAND_OFF, verdict)
