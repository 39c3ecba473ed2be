"""New records that may be people the organization already has: flagged for a person to judge, never joined.

Room: patients.importing. How alike two names and birth dates are is `patients.clinical.sameness`; lists from elsewhere miss names and
dates more often than people at a desk, so the street counts here too. Only records of the own organization are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Left

from carecoord.access.actor import Actor
from patients.clinical.sameness import Traits, alike, likeness
from patients.models import Patient, name_key

FAMILY_START, NAME_START = 4, 5
# Chosen on FEBRL dataset 1, measured in tests/real_data/test_lists.py.
LIKELY = 55
SAME_STREET, OTHER_STREET, NAME_MISSING = 30, 5, 10


@dataclass(frozen=True, slots=True)
class Lookalike:
    """`patient_id` is the newcomer, `other_id` a record that was there before or came earlier in the same file."""

    patient_id: UUID
    other_id: UUID
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A person as compared here: traits, and the street as a key."""

    traits: Traits
    street: str

    @classmethod
    def of(cls, patient: Patient) -> Described:
        traits = Traits(
            family=name_key(patient.family_name),
            given=name_key(patient.given_name),
            birth_on=patient.birth_on,
            sex=patient.sex,
            phone=patient.phone,
            zip_code=patient.zip_code,
        )
        return cls(traits, name_key(patient.address))


Index = dict[tuple[str, object], list[tuple[UUID, Described]]]


def lookalikes(actor: Actor, newcomers: Iterable[Patient]) -> list[Lookalike]:
    """Likely pairs, best first for each newcomer. One query, whatever the number of newcomers."""
    new = list(newcomers)
    if not new:
        return []
    index: Index = defaultdict(list)
    for pk, known in _known(actor, new):
        _file(index, pk, known)
    found: list[Lookalike] = []
    for patient in new:
        described = Described.of(patient)
        found.extend(_compare(patient.pk, described, index))
        _file(index, patient.pk, described)
    return found


def _compare(pk: UUID, one: Described, index: Index) -> list[Lookalike]:
    near = {other: theirs for key in keys(one) for other, theirs in index.get(key, ()) if other != pk}
    scored = [(other, *score(one, theirs)) for other, theirs in near.items()]
    return sorted((Lookalike(pk, *rest) for rest in scored if rest[1] >= LIKELY), key=lambda pair: -pair.score)


def score(one: Described, other: Described) -> tuple[int, tuple[str, ...]]:
    """0 to 100 with reasons: likeness of names and birth dates, with a name that one side lacks left open, and of the street."""
    mine, theirs, missing = same_blanks(one.traits, other.traits)
    found = likeness(mine, theirs)
    points, reasons = found.score - missing, found.reasons
    if one.street and other.street:
        near = alike(one.street, other.street)
        points += round(SAME_STREET * (near - 0.75) * 4) if near > 0.75 else -OTHER_STREET
        reasons = (*reasons, "Same street") if near > 0.9 else reasons
    return max(0, min(100, points)), reasons


def same_blanks(one: Traits, other: Traits) -> tuple[Traits, Traits, int]:
    """Where one side lacks a name it is taken for the other's; each costs points."""
    family, given = one.family or other.family or "?", one.given or other.given or "?"
    missing = NAME_MISSING * ((not (one.family and other.family)) + (not (one.given and other.given)))
    mine = replace(one, family=one.family or family, given=one.given or given)
    theirs = replace(other, family=other.family or family, given=other.given or given)
    return mine, theirs, missing


def _file(index: Index, pk: UUID, described: Described) -> None:
    for key in keys(described):
        index[key].append((pk, described))


def keys(described: Described) -> Iterator[tuple[str, object]]:
    """Two people are compared only when they share one of these; each is rare enough for lists of tens of thousands."""
    traits = described.traits
    if traits.birth_on:
        yield "birth", traits.birth_on
    for one, other in {(traits.family, traits.given), (traits.given, traits.family)}:  # both ways round, since they get swapped
        if one and other:
            yield "names", one[:NAME_START] + other[:1]
        if one and traits.zip_code:
            yield "zip", one[:1] + traits.zip_code[:5]
    if described.street:
        yield "street", described.street


def _known(actor: Actor, new: list[Patient]) -> Iterator[tuple[UUID, Described]]:
    """Records of the organization that share a birth date or the start of a family name with a newcomer, without the newcomers."""
    starts = {part for p in new for name in (p.family_name, p.given_name) if (part := name_key(name)[:FAMILY_START])}
    births = {p.birth_on for p in new if p.birth_on}
    rows = Patient.objects.filter(custodian_id=actor.place_id)
    newcomers = {p.pk for p in new}
    near = rows.annotate(start=Left("name_key", FAMILY_START)).filter(Q(birth_on__in=births) | Q(start__in=starts))
    fields = ("family_name", "given_name", "birth_on", "sex", "phone", "address", "zip_code")
    for patient in near.only(*fields).iterator(2000):
        if patient.pk not in newcomers:
            yield patient.pk, Described.of(patient)
