"""The banner over every page about a patient, made of values: a row of the model, a line of a list and a draft give the same one.

Room: patients. What a page shows below the banner is not for here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Alert, Banner
from patients.clinical.age import age_on
from patients.models import Patient, Sex, list_name

MANY_ALERTS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What a banner needs to know of a patient. `mrn` is the number of the reader's own organization."""

    id: UUID
    family_name: str
    given_name: str
    birth_on: date | None
    sex: str
    mrn: str | None
    deceased_at: datetime | None

    @classmethod
    def of(cls, patient: Patient) -> Known:
        """`mrn` is an annotation that not every query makes."""
        mrn = getattr(patient, "mrn", None)
        return cls(patient.pk, patient.family_name, patient.given_name, patient.birth_on, patient.sex, mrn, patient.deceased_at)


def banner(actor: Actor, known: Known, *, today: date, alerts: tuple[Alert, ...] = ()) -> Banner:
    died = (Alert(f"Died {staff_day(known.deceased_at)}", "info"),) if known.deceased_at else ()
    return Banner(
        name=list_name(known.family_name, known.given_name),
        born_on=known.birth_on,
        age=age_on(today, born_on=known.birth_on, died_on=known.deceased_at.date() if known.deceased_at else None),
        sex=str(Sex(known.sex).label),
        mrn=known.mrn or "",
        mrn_of=actor.place.short_name if actor.place and known.mrn else "",
        alerts=died + alerts,
        href=reverse("patients:record", kwargs={"patient_id": known.id}),
    )


def alerts_of(allergies: Sequence[str], drugs: Sequence[str], warned: Sequence[str] = ()) -> tuple[Alert, ...]:
    """What other rooms warn of, then at most four boxes; long names are cut, the rest is counted, and the Facts page has all."""
    given = [Alert(f"Allergy: {cut(name)}", "warning") for name in allergies] + [Alert(f"On {cut(name)}", "exclaim") for name in drugs]
    more = len(given) - MANY_ALERTS
    shown = (*given[:MANY_ALERTS], Alert(f"{more} more under Facts", "info")) if more > 0 else tuple(given)
    return (*(Alert(words, "exclaim") for words in warned), *shown)


def cut(name: str, length: int = 28) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
