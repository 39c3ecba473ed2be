"""The drug list of a patient against a protocol's washouts: when each must stop, and the first day cells may be collected.

Days are the protocol's (and the center's own where approved), never fewer than the washout tool's own table says, which is what a trial
asked for; `table_of` gives the tool the same days. The arithmetic is `patients.clinical.washout`. Nothing here advises a dose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from patients.clinical import drugs as known_drugs
from patients.clinical.drugs import DrugClass as Kind
from patients.clinical.limits import Limit, Table
from patients.clinical.refusals import Refusal
from patients.clinical.washout import WASHOUT_DAYS, Dose, earliest_apheresis
from patients.models import DrugClass, LineDrug, Medication
from referrals.pathway.protocol import Protocol, Washout

ANY = "any"  # the class of every systemic therapy that has no rule of its own
UNCOUNTED = ""  # the class of a medicine that is none against the disease


@dataclass(frozen=True)
class Line:
    """One drug: its last dose (None while it is still given), the days to wait, and the first day after them."""

    name: str
    last_on: date | None
    rule: Washout
    free_on: date | None

    def stop_by(self, apheresis: date) -> date | None:
        """The last day a dose may be given before that collection; None where the center must decide."""
        return apheresis - timedelta(days=self.rule.days) if self.rule.days is not None else None


@dataclass(frozen=True)
class Drugs:
    """`earliest` is None without a known last dose. `limiting` alone make it so late; `open` are still given or await the center.

    `uncounted`: medicines of the list that no washout is known for, such as an anticoagulant; a person sees to it that none belongs here.
    """

    lines: tuple[Line, ...]
    earliest: date | None
    limiting: tuple[str, ...]
    open: tuple[str, ...]
    uncounted: tuple[str, ...] = ()


def of_patient(patient_id: UUID, protocol: Protocol) -> Drugs:
    """Two statements: medications and drugs of the lines of therapy, the newest dose of each name."""
    return of_drugs(protocol, drugs_of(patient_id))


def of_drugs(protocol: Protocol, given: Iterable[tuple[str, str, date | None]]) -> Drugs:
    """The same for a list of (name, class, last dose), such as a packet holds."""
    taken: dict[str, tuple[str, date | None]] = {}
    others: set[str] = set()
    for name, group, last_on in given:
        key = name.strip().casefold()
        if group == UNCOUNTED:
            others.add(key)
        elif key not in taken or (last_on or date.max) > (taken[key][1] or date.max):
            taken[key] = (group, last_on)
    found = against(protocol, ((name, group, last_on) for name, (group, last_on) in taken.items()))
    return replace(found, uncounted=tuple(sorted(others - set(taken))))


def drugs_of(patient_id: UUID) -> Iterable[tuple[str, str, date | None]]:
    """(name, class, last dose): drugs in use have none; drugs of past lines without one say nothing and are left out."""
    medications = Medication.objects.filter(patient_id=patient_id, is_entered_in_error=False)
    for name, group, last_on, is_active in medications.values_list("name", "drug_class", "last_dose_on", "is_active"):
        if is_active or last_on:
            yield name, group if treats(name, group) else UNCOUNTED, last_on
    lines = LineDrug.objects.filter(patient_id=patient_id, is_entered_in_error=False, last_dose_on__isnull=False)
    yield from lines.values_list("name", "drug_class", "last_dose_on")


def treats(name: str, group: str) -> bool:
    """Whether a medicine outside the lines of therapy is one against the disease: by its class, else by a name that the tools know."""
    return group != DrugClass.OTHER or kind_of(name) not in (None, Kind.BONE_AGENT)


def kind_of(name: str) -> Kind | None:
    try:
        return known_drugs.named(name)[1]
    except Refusal:
        return None


def against(protocol: Protocol, taken: Iterable[tuple[str, str, date | None]]) -> Drugs:
    """The arithmetic alone, for a list of (name, class, last dose)."""
    found = [line(name, rule, last_on) for name, group, last_on in taken if (rule := rule_for(protocol, name, group))]
    doses = [Dose(one.name, one.last_on, one.rule.days) for one in found if one.last_on]
    known = earliest_apheresis(doses) if doses else None
    waiting = [one.name for one in found if one.last_on is None]
    return Drugs(
        lines=tuple(sorted(found, key=lambda one: (one.free_on or date.max, one.name), reverse=True)),
        earliest=known.on if known else None,
        limiting=tuple(dose.name for dose in known.limiting) if known else (),
        open=(*waiting, *(dose.name for dose in known.undecided)) if known else tuple(waiting),
    )


def line(name: str, rule: Washout, last_on: date | None) -> Line:
    free_on = last_on + timedelta(days=rule.days) if last_on and rule.days is not None else None
    return Line(name, last_on, rule, free_on)


def rule_for(protocol: Protocol, name: str, group: str) -> Washout | None:
    """By ingredient first, then by class, by what the tools know of the name, then the rule for every systemic therapy.

    None: this protocol asks for no washout.
    """
    by_name = (rule for rule in protocol.washouts if name.strip().casefold() in rule.drugs)
    by_class = (rule for rule in protocol.washouts if rule.drug_class == group and not rule.drugs)
    kind = kind_of(name)
    row = known_drugs.WASHOUTS.get(kind) if kind and group == DrugClass.OTHER else None
    by_tool = (rule for rule in protocol.washouts if row and rule.clinical == row and not rule.drugs)
    whole = (rule for rule in protocol.washouts if rule.drug_class == ANY)
    return next(by_name, None) or next(by_class, None) or next(by_tool, None) or next(whole, None)


def table_of(protocol: Protocol) -> Table:
    """The washout tool's table with this protocol's days, the longest of each class, so that the tool answers as the road does."""
    rows = dict(WASHOUT_DAYS.limits)
    for rule in protocol.washouts:
        if rule.clinical in rows and not rule.drugs and rule.days is not None:
            rows[rule.clinical] = limit_of(protocol, rule)
    return Table(f"{protocol.code} washouts", str(protocol.version), MappingProxyType(rows))


def limit_of(protocol: Protocol, rule: Washout) -> Limit:
    same = [one.days for one in protocol.washouts if one.clinical == rule.clinical and not one.drugs and one.days is not None]
    source = protocol.source(rule.source)
    return Limit(max(same), "days", source.title if source else rule.source, protocol.effective_on, note=rule.note)
