"""Lines of therapy with their drugs: refractory yes, no or unknown for each drug, unknown never taken for no.

Room: patients.verbs. How many lines count for a label or a trial is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from patients.models import Deed, DrugClass, LineDrug, Refractory, TherapyLine
from patients.permissions import Permission
from patients.verbs import rows


@dataclass(frozen=True, slots=True)
class DrugGiven:
    """One drug of a line, as it was given."""

    name: str
    drug_class: str = DrugClass.OTHER
    started_on: date | None = None
    last_dose_on: date | None = None
    refractory: str = Refractory.UNKNOWN
    rxnorm: str = ""

    @property
    def words(self) -> str:
        return f"{self.name} (refractory: {self.refractory})"


def add_line(actor: Actor, patient_id: UUID, *, drugs: Iterable[DrugGiven] = (), key: UUID | None = None, **values: Any) -> TherapyLine:
    """A new line; its number must be free. Called twice with one `key` it is added once."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if key and (known := TherapyLine.objects.filter(pk=key, patient=patient).first()):
        return known
    line = TherapyLine(patient=patient, **({"pk": key} if key else {}))
    differing = rows.put(line, values)
    given = list(drugs)
    check_line(actor, line, given)
    rows.insert(actor, line)
    for drug in given:
        drug_row(line, drug).save(force_insert=True)
    differing["drugs"] = ["", in_words(given)]
    rows.keep(actor, line, Deed.ADDED, differing)
    return line


def correct_line(actor: Actor, pk: UUID, *, version: int, drugs: Sequence[DrugGiven] | None = None, **values: Any) -> TherapyLine:
    """Change a line; `drugs`, when given, is the whole list as it should be."""
    line = rows.locked_fact(actor, TherapyLine, pk, Permission.EDIT_RECORD)
    rows.check_version(actor, line, version)
    differing = rows.put(line, values)
    check_line(actor, line, drugs or ())
    if drugs is not None:
        differing |= replace_drugs(line, drugs)
    if differing:
        rows.advance(line, [name for name in differing if name != "drugs"])
        rows.keep(actor, line, Deed.CORRECTED, differing)
    return line


def replace_drugs(line: TherapyLine, drugs: Sequence[DrugGiven]) -> dict[str, list[str]]:
    """Drugs that changed or left are marked as entered in error, so that the earlier list stays readable."""
    held = {(row.name, given_of(row)): row for row in LineDrug.objects.filter(line=line, is_entered_in_error=False)}
    wanted = {(drug.name, drug): drug for drug in drugs}
    if held.keys() == wanted.keys():
        return {}
    gone = [row.pk for key, row in held.items() if key not in wanted]
    LineDrug.objects.filter(pk__in=gone).update(is_entered_in_error=True)
    for key, drug in wanted.items():
        if key not in held:
            drug_row(line, drug).save(force_insert=True)
    return {"drugs": [in_words(drug for _, drug in held), in_words(drugs)]}


def given_of(row: LineDrug) -> DrugGiven:
    return DrugGiven(row.name, row.drug_class, row.started_on, row.last_dose_on, row.refractory, row.rxnorm)


def in_words(drugs: Iterable[DrugGiven]) -> str:
    return "; ".join(drug.words for drug in drugs)


def drug_row(line: TherapyLine, drug: DrugGiven) -> LineDrug:
    return LineDrug(
        line=line,
        patient_id=line.patient_id,
        name=drug.name,
        drug_class=drug.drug_class,
        rxnorm=drug.rxnorm,
        started_on=drug.started_on,
        last_dose_on=drug.last_dose_on,
        refractory=drug.refractory,
    )


def check_line(actor: Actor, line: TherapyLine, drugs: Sequence[DrugGiven]) -> None:
    rows.check_sense(actor, line, line.patient)
    if line.stopped_on and line.stopped_on < line.started_on:
        raise Refused("The line stops before it starts.", field="stopped_on")
    same_number = TherapyLine.objects.filter(patient_id=line.patient_id, number=line.number, is_entered_in_error=False)
    if same_number.exclude(pk=line.pk).exists():
        raise Refused(f"Line {line.number} is already there; correct it or take the next number.", field="number")
    names = [drug.name.casefold() for drug in drugs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Refused(f"{twice.capitalize()} stands twice in this line.", field="drugs")
    for drug in drugs:
        rows.check_sense(actor, drug_row(line, drug), line.patient)
        if drug.last_dose_on and drug.last_dose_on < (drug.started_on or line.started_on):
            raise Refused(f"{drug.name}: the last dose lies before the start.", field="drugs")
