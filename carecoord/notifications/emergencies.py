"""Who hears that somebody used emergency access: the custodian's privacy officers, and the patient.

Room: notifications; the act itself is `carecoord.access.verbs.break_glass`, below us, which sends the signal in its transaction.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from carecoord.access.models import BreakGlass, PersonalGrant, PersonalSource
from carecoord.accounts.models import Membership, Role
from carecoord.notifications.kinds import Kind
from carecoord.notifications.outbox import post


def tell(*, row: BreakGlass, **_: Any) -> None:
    officers = Membership.objects.active().filter(organization_id=row.custodian_id, role=Role.PRIVACY_OFFICER)
    post(
        Kind.BREAK_GLASS_USED,
        to=list(officers.values_list("user_id", flat=True)),
        key=f"break_glass:{row.pk}",
        patient_id=row.patient_id,
        organization_id=row.custodian_id,
    )
    self_grants = PersonalGrant.objects.active().filter(patient_id=row.patient_id, source=PersonalSource.SELF)
    post(
        Kind.RECORD_OPENED,
        to=list(self_grants.values_list("user_id", flat=True)),
        key=f"break_glass:{row.pk}",
        patient_id=row.patient_id,
        due_at=timezone.now() + settings.BREAK_GLASS_TELLS_PATIENT_AFTER,
    )
