"""Asked at the moment of sending: is what a notice says of a referral still so? What is over is not told any more.

A withdrawn referral asks nobody for anything; a cancelled visit is not announced. Kinds that tell of an end are not here: they stay true.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from carecoord.notifications import Kind
from carecoord.notifications.checks import Candidate
from referrals.models import Referral
from referrals.states import DECIDED, OPEN, Stage

# A kind holds only while its referral is at one of these stages.
HOLDS: dict[Kind, frozenset[Stage]] = {
    **dict.fromkeys((Kind.REFERRAL_SENT, Kind.REFERRAL_SENT_URGENT, Kind.REFERRAL_ASSIGNED, Kind.INFORMATION_ANSWERED), OPEN),
    **dict.fromkeys((Kind.ACKNOWLEDGEMENT_DUE, Kind.ACKNOWLEDGEMENT_LATE), frozenset({Stage.SUBMITTED})),
    **dict.fromkeys((Kind.TRIAGE_DUE, Kind.TRIAGE_LATE), frozenset({Stage.RECEIVED})),
    **dict.fromkeys((Kind.INFORMATION_ASKED, Kind.MISSING_DUE, Kind.MISSING_LATE), frozenset({Stage.INFO_REQUESTED})),
    **dict.fromkeys((Kind.CONSULT_BOOKED, Kind.VISIT_BOOKED, Kind.VISIT_SOON), frozenset({Stage.CONSULT_SCHEDULED})),
    **dict.fromkeys((Kind.CONSULT_NOTE_DUE, Kind.CONSULT_NOTE_LATE), frozenset({Stage.CONSULTED})),
    **dict.fromkeys((Kind.OUTCOME_DUE, Kind.OUTCOME_LATE), frozenset(DECIDED)),
}


def still_so(rows: Sequence[Candidate]) -> dict[UUID, str]:
    """Runs as carecoord_worker: one statement for the batch, none where no such kind is in it."""
    asked = {row.id: row for row in rows if row.about and row.kind in HOLDS}
    if not asked:
        return {}
    stages = dict(Referral.objects.filter(pk__in={row.about for row in asked.values()}).values_list("pk", "stage"))
    return {key: "no_longer_so" for key, row in asked.items() if row.about in stages and Stage(stages[row.about]) not in HOLDS[row.kind]}
