"""Facts of the chart: added, corrected with the earlier value kept, marked as entered in error. Nothing is ever deleted.

Room: patients.verbs. Lines of therapy have drugs and so verbs of their own (`therapy.py`); documents and caregivers likewise.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from patients.clinical.flags import flag_of
from patients.models import (
    Allergy,
    Assessment,
    Caregiver,
    Comorbidity,
    Coverage,
    Deed,
    Diagnosis,
    Document,
    Fact,
    Flag,
    LineDrug,
    Medication,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from patients.permissions import Permission
from patients.verbs import rows
from patients.verbs.rows import F

PLAIN = (Diagnosis, Result, PerformanceStatus, Comorbidity, Medication, Allergy, Coverage)
MARKABLE = (*PLAIN, TherapyLine, Document, Caregiver, Assessment)


def add_fact(actor: Actor, patient_id: UUID, kind: type[F], *, key: UUID | None = None, **values: Any) -> F:
    """A new fact of one of the `PLAIN` kinds. Called twice with one `key` it is added once."""
    only(kind, PLAIN)
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if key and (known := kind._default_manager.filter(pk=key, patient=patient).first()):
        return known  # type: ignore[return-value]  # the stubs say Fact
    row = kind(patient=patient, **({"pk": key} if key else {}))
    differing = rows.put(row, values)
    complete(actor, row)
    rows.insert(actor, row)
    rows.keep(actor, row, Deed.ADDED, differing)
    return row


def correct_fact(actor: Actor, kind: type[F], pk: UUID, *, version: int, **values: Any) -> F:
    """Change a fact; the history keeps what it said."""
    only(kind, PLAIN)
    row = rows.locked_fact(actor, kind, pk, Permission.EDIT_RECORD)
    rows.check_version(actor, row, version)
    if isinstance(row, Result) and row.flag != Flag.CRITICAL and not values.get("flag"):
        values.pop("flag", None)  # computed below; not a change somebody made
    differing = rows.put(row, values)
    complete(actor, row)
    if differing:
        computed = ("flag",) if isinstance(row, Result) else ()
        rows.advance(row, {*differing, *computed})
        rows.keep(actor, row, Deed.CORRECTED, differing)
    return row


def mark_entered_in_error(actor: Actor, kind: type[F], pk: UUID, *, version: int, reason: str) -> F:
    """Take a fact out of every page and computation; it stays in the history with the reason."""
    only(kind, MARKABLE)
    row = rows.locked_fact(actor, kind, pk, Permission.EDIT_RECORD)
    rows.check_version(actor, row, version)
    if isinstance(row, Caregiver) and row.has_access:
        raise Refused("End the caregiver's access first.")
    if len(reason.strip()) < 5:
        raise Refused("Say in a few words what was wrong.", field="reason")
    row.is_entered_in_error = True
    rows.advance(row, ["is_entered_in_error"])
    if isinstance(row, TherapyLine):
        LineDrug.objects.filter(line=row).update(is_entered_in_error=True)
    rows.keep(actor, row, Deed.ENTERED_IN_ERROR, {}, reason=reason.strip())
    return row


def only(kind: type[Fact], kinds: tuple[type[Fact], ...]) -> None:
    if kind not in kinds:
        raise TypeError(f"{kind.__name__} has verbs of its own.")


def complete(actor: Actor, row: Fact) -> None:
    """Compute what follows from the values and refuse what makes no sense."""
    rows.check_sense(actor, row, row.patient)
    if isinstance(row, Result):
        complete_result(row)
    if isinstance(row, PerformanceStatus):
        complete_performance(row)
    if isinstance(row, Diagnosis) and row.diagnosed_on and row.ended_on and row.ended_on < row.diagnosed_on:
        raise Refused("The end lies before the diagnosis.", field="ended_on")
    if isinstance(row, Medication) and row.started_on and row.last_dose_on and row.last_dose_on < row.started_on:
        raise Refused("The last dose lies before the start.", field="last_dose_on")


def complete_result(row: Result) -> None:
    """The flag follows from value and range; only "critical" is a judgement of the laboratory and stays."""
    if row.value is None and not row.text.strip():
        raise Refused("Write a value, or the result in words.", field="value")
    if row.low is not None and row.high is not None and row.low > row.high:
        raise Refused("The lower end of the range lies above the upper end.", field="low")
    if row.taken_at > timezone.now() + timedelta(hours=1):
        raise Refused("This time lies in the future.", field="taken_at")
    if row.flag != Flag.CRITICAL:
        row.flag = flag_of(row.value, comparator=row.comparator, low=row.low, high=row.high)


def complete_performance(row: PerformanceStatus) -> None:
    if row.ecog is None and row.karnofsky is None:
        raise Refused("Write the ECOG or the Karnofsky value.", field="ecog")
    if row.ecog is not None and row.ecog > 5:
        raise Refused("ECOG goes from 0 to 5.", field="ecog")
    if row.karnofsky is not None and (row.karnofsky > 100 or row.karnofsky % 10):
        raise Refused("Karnofsky goes from 0 to 100 in tens.", field="karnofsky")
