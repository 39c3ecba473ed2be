"""Who a notice is about, for the in-app center only: the app that owns the row behind `about` tells, for those the reader may see.

Mail never asks. This room knows no patient, so it prints what it is given and reports the ids as seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.audit import trail


@dataclass(frozen=True)
class Subject:
    """One line for the reader, and the patient whose data it is."""

    label: str
    patient_id: UUID


Teller = Callable[[Actor, Collection[UUID]], Mapping[UUID, Subject]]
TELLERS: list[Teller] = []


def register(teller: Teller) -> Teller:
    """`teller(actor, ids)` returns what it knows of these ids, in one statement; ids of other apps it leaves out."""
    if teller not in TELLERS:
        TELLERS.append(teller)
    return teller


def told(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Labels by id; whoever is named is put down as seen."""
    found: dict[UUID, Subject] = {}
    if ids:
        for teller in TELLERS:
            found.update(teller(actor, ids))
    trail.saw(actor, {subject.patient_id for subject in found.values()})
    return {key: subject.label for key, subject in found.items()}
