"""Asked at the moment of sending: is the step that a reminder names still open, and due that day? What was done meanwhile reminds nobody.

Room: referrals.pathway. A reminder's key names step and due day (`due`); a deputy's copy has a key of its own and goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from carecoord.notifications import Kind
from carecoord.notifications.checks import Candidate
from referrals.models import JourneyStep

REMINDS = frozenset({Kind.PATHWAY_STEP_DUE, Kind.PATHWAY_STEP_LATE, Kind.STEP_SOON})
ROPE = "pathway:"


def still_open(rows: Sequence[Candidate]) -> dict[UUID, str]:
    """Runs as carecoord_worker: one statement for the batch, none where no such reminder is in it."""
    asked = {row.id: row.key for row in rows if row.kind in REMINDS and row.key.startswith(ROPE)}
    if not asked:
        return {}
    steps = JourneyStep.objects.doable().filter(pk__in={key.split(":")[1] for key in asked.values()}).order_by()
    open_now = {(str(pk), due_on.isoformat()) for pk, due_on in steps.values_list("pk", "due_on") if due_on}
    return {row: "no_longer_so" for row, key in asked.items() if tuple(key.split(":")[1:3]) not in open_now}
