"""What this room registers when the app is ready: permissions, rights of the database roles, the ladder of missed checks."""

from __future__ import annotations


def wire() -> None:
    from carecoord.access import permissions, privileges
    from carecoord.notifications import ladders, rungs
    from referrals.monitoring.ladder import MISSED, missed_checks
    from referrals.monitoring.permissions import TABLE

    permissions.register(TABLE)
    privileges.clinical("referrals_toxicityepisode")
    privileges.history("referrals_monitoringentry", "referrals_monitoringretraction")
    privileges.worker_reads("referrals_monitoringentry", "id", "journey_id", "day_on", "corrects_id")
    privileges.worker_reads("referrals_monitoringretraction", "entry_id", "journey_id")
    privileges.worker_reads("referrals_toxicityepisode")
    privileges.worker_reads("referrals_anchor", "id", "journey_id", "code", '"on"', "confidence")
    rungs.declare(MISSED)
    ladders.register("monitoring", missed_checks)
