"""Lines of therapy with their drugs: refractory yes, no or unknown for each drug, unknown never taken for no.

Room: patients.verbs. How a drug is read is in `drugs.py`; how many lines count for a label or a trial is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from patients.clinical.exposure import recognized
from patients.models import Basis, Deed, LineDrug, Refractory, TherapyLine
from patients.permissions import Permission
from patients.verbs import rows
from patients.verbs.drugs import DrugGiven, settled


def add_line(actor: Actor, patient_id: UUID, *, drugs: Iterable[DrugGiven] = (), key: UUID | None = None, **values: Any) -> TherapyLine:
    """A new line; its number must be free. Called twice with one `key` it is added once. Without drugs the regimen names them."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if key and (known := TherapyLine.objects.filter(pk=key, patient=patient).first()):
        return known
    line = TherapyLine(patient=patient, **({"pk": key} if key else {}))
    differing = rows.put(line, values)
    given = settled(line, list(drugs))
    check_line(actor, line, given)
    rows.insert(actor, line)
    for drug in given:
        drug_row(line, drug).save(force_insert=True)
    differing["drugs"] = ["", in_words(given)]
    rows.keep(actor, line, Deed.ADDED, differing)
    return line


def correct_line(actor: Actor, pk: UUID, *, version: int, drugs: Sequence[DrugGiven] | None = None, **values: Any) -> TherapyLine:
    """Change a line; `drugs`, when given, is the whole list as it should be. What follows from the dates is told anew."""
    line = rows.locked_fact(actor, TherapyLine, pk, Permission.EDIT_RECORD)
    rows.check_version(actor, line, version)
    differing = rows.put(line, values)
    rows_held = list(LineDrug.objects.filter(line=line, is_entered_in_error=False))
    held = [given_of(row) for row in rows_held]
    given = settled(line, held if drugs is None else drugs, held=held, is_named="regimen" in differing)
    check_line(actor, line, given)
    differing |= replace_drugs(line, rows_held, given)
    if differing:
        rows.advance(line, [name for name in differing if name != "drugs"])
        rows.keep(actor, line, Deed.CORRECTED, differing)
    return line


def replace_drugs(line: TherapyLine, standing: Iterable[LineDrug], drugs: Sequence[DrugGiven]) -> dict[str, list[str]]:
    """Drugs that changed or left are marked as entered in error, so that the earlier list stays readable."""
    held = {(row.name, given_of(row)): row for row in standing}
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
    """As it would be settled again: "not known" without a reason is no answer that stands against the dates."""
    is_open = row.refractory == Refractory.UNKNOWN and not row.refractory_reason
    basis = Basis.DATES if is_open else Basis(row.refractory_basis)
    dates = {"started_on": row.started_on, "last_dose_on": row.last_dose_on}
    said = {"refractory": row.refractory, "refractory_basis": basis, "refractory_reason": row.refractory_reason}
    return DrugGiven(row.name, row.drug_class, rxnorm=row.rxnorm, **dates, **said)  # type: ignore[arg-type]  # two kinds of values


def in_words(drugs: Iterable[DrugGiven]) -> str:
    return "; ".join(drug.words for drug in drugs)


def drug_row(line: TherapyLine, drug: DrugGiven) -> LineDrug:
    return LineDrug(line=line, patient_id=line.patient_id, **asdict(drug))


def check_line(actor: Actor, line: TherapyLine, drugs: Sequence[DrugGiven]) -> None:
    rows.check_sense(actor, line, line.patient)
    if line.stopped_on and line.stopped_on < line.started_on:
        raise Refused("The line stops before it starts.", field="stopped_on")
    same_number = TherapyLine.objects.filter(patient_id=line.patient_id, number=line.number, is_entered_in_error=False)
    if same_number.exclude(pk=line.pk).exists():
        raise Refused(f"Line {line.number} is already there; correct it or take the next number.", field="number")
    if line.progressed_on and line.progressed_on < line.started_on:
        raise Refused("The progression lies before the line starts.", field="progressed_on")
    check_drugs(actor, line, drugs)


def check_drugs(actor: Actor, line: TherapyLine, drugs: Sequence[DrugGiven]) -> None:
    """Each drug once, whatever brand it is written as, and its dates within the line."""
    seen: set[str] = set()
    for number, drug in enumerate(drugs):
        known = recognized(drug.name)
        name = known[0] if known else drug.name.casefold()
        if name in seen:
            raise Refused(f"{name.capitalize()} stands twice in this line.", field=f"drugs.{number}.name")
        seen.add(name)
        rows.check_sense(actor, drug_row(line, drug), line.patient)
        if drug.last_dose_on and drug.last_dose_on < (drug.started_on or line.started_on):
            raise Refused(f"{drug.name}: the last dose lies before the start.", field=f"drugs.{number}.last_dose_on")
