"""Keeping what a tool answered: asked again here, so that what is kept is what the rule says of these inputs.

Room: patients.verbs.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from carecoord.access.actor import Actor
from patients.clinical.registry import run
from patients.models import Assessment, Deed
from patients.permissions import Permission
from patients.verbs import rows


def keep_assessment(actor: Actor, patient_id: UUID, tool: str, entries: Mapping[str, object], *, key: UUID | None = None) -> Assessment:
    """A new row; called twice with one `key` it is kept once. Raises the tool's Refusal where there is no answer."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if key and (known := Assessment.objects.filter(pk=key, patient=patient).first()):
        return known
    answer = run(tool, entries, today=rows.today(actor))
    row = Assessment(patient=patient, tool=answer.tool, rule=answer.version, citation=answer.citation, **({"pk": key} if key else {}))
    row.inputs, row.result, row.notes = dict(answer.inputs), dict(answer.result), list(answer.notes)
    rows.insert(actor, row)
    rows.keep(actor, row, Deed.ADDED, {"tool": ["", answer.tool], "result": ["", rows.text_of(answer.result)]})
    return row
