"""How the rooms below (access, audit) name a patient without importing us: filled in when the app is ready.

Room: patients. What a page of the record shows is built in `patients.pages`, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carecoord.access import people
from carecoord.access.actor import Actor
from patients.models import Patient
from patients.models.person import name_key
from patients.pages import header


class Registry:
    """Everything through `visible_to`, so that both walls stand."""

    def headers(self, actor: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, people.Header]:
        rows = Patient.objects.visible_to(actor).filter(pk__in=set(patient_ids))
        return {row.pk: header_of(row) for row in rows.only("family_name", "given_name", "birth_on", "custodian_id")}

    def frame(self, actor: Actor, patient_id: UUID, *, current: str) -> people.Frame | None:
        try:
            row = header.find(actor, patient_id)
        except Patient.DoesNotExist:
            return None
        head = header.head(actor, row, current)
        return people.Frame(header_of(row), head.banner, head.tabs)

    def search_key(self, *, family_name: str, given_name: str) -> str:
        return name_key(family_name, given_name)


def header_of(row: Patient) -> people.Header:
    return people.Header(row.pk, row.list_name, row.birth_on, row.custodian_id)
