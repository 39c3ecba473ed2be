"""Notices and this app: nobody writes to a patient, or to those who care for them, after a death.

What is waiting is stopped with the death, in its transaction; what somebody posts later is stopped when it would be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.notifications import death
from carecoord.notifications.checks import Candidate
from carecoord.notifications.kinds import Audience
from patients.models import Patient


def alive(rows: Sequence[Candidate]) -> dict[UUID, str]:
    """Runs as carecoord_worker: it reads the two columns that role may."""
    to_people = {row.id: row.patient_id for row in rows if row.form.audience is Audience.PERSON and row.patient_id}
    if not to_people:
        return {}
    died = set(Patient.objects.filter(pk__in=set(to_people.values()), deceased_at__isnull=False).values_list("pk", flat=True))
    return {row_id: "deceased" for row_id, patient_id in to_people.items() if patient_id in died}


def stop_messages(actor: Actor, patient: Patient) -> None:
    """For `verbs.on_death`."""
    death(patient.pk)
