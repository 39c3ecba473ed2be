"""Writing the demonstration: a small one by hand and dressed, a large one in bulk for load."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from carecoord.access.models import Grant, Scope, Source
from patients.models import Identifier, Patient
from referrals.demo import extras, roads, rows
from referrals.demo.copies import spread
from referrals.demo.histories import LABS, Person, person
from referrals.demo.houses import Houses
from referrals.demo.paths import Step, walk
from referrals.demo.tales import Tale
from referrals.models import Event, Referral
from referrals.states import CHART_OPEN, ENDED, Stage

SEED = 20261122
EACH_STAGE = 3
BATCH = 1000
DENISE = 15  # her consult is booked, so that her road has something ahead
Progress = Callable[[int], None]


def small(houses: Houses, patients: int, progress: Progress) -> None:
    """At least three referrals in every stage, for as many patients as asked."""
    random, now = Random(SEED), timezone.now()  # noqa: S311  # made-up people, not secrets
    stages = [stage for stage in Stage for _ in range(EACH_STAGE)]
    stages += [random.choice(list(Stage)) for _ in range(max(0, patients - len(stages)))]
    for number in range(max(patients, len(stages))):
        stage = stages[number % len(stages)]
        practice = "cedar" if number % 3 == 0 else houses.practices[number % len(houses.practices)]
        center = "lakeside" if number % 2 == 0 else houses.centers[number % len(houses.centers)]
        if (practice, center) == ("delta", "riverside"):
            center = "summit"
        one = special(number, person(random, number + 1, practice, now.date()), now.date())
        with transaction.atomic():
            write_one(random, one, houses, center, stage, number)
        progress(1)


def travelling(houses: Houses, progress: Progress) -> None:
    """People on the road, at every stage of it."""
    random = Random(SEED + 2)  # noqa: S311  # as above

    def write(tale: Tale, steps: list[Step], number: int) -> Referral:
        one = replace(person(random, number, tale.practice, timezone.localdate()), given=tale.given, family=tale.family, sex=tale.sex)
        return lay(random, one, houses, tale.center, tale.stage, steps, number)

    roads.fill(houses, write, progress)


def special(number: int, one: Person, today: date) -> Person:
    """One is Denise Okafor; one has died; one has a name longer than any column."""
    if number == DENISE:
        return replace(
            one, practice="cedar", given="Denise", family="Okafor", sex="female", birth_on=date(1961, 6, 2), mrn="0083317", language="en"
        )
    if number == 57:
        return replace(one, deceased_at=timezone.now() - timedelta(days=12))
    if number == 12:
        return replace(one, given="María de los Ángeles Guadalupe", family="Fernández-Villanueva Castellanos de la Cruz", language="es")
    return one


def write_one(random: Random, one: Person, houses: Houses, center: str, stage: Stage, number: int) -> None:
    now = timezone.now()
    if one.deceased_at is not None:
        stage = Stage.LOST
    lay(random, one, houses, center, stage, walk(random, stage, now, number), number)


def lay(random: Random, one: Person, houses: Houses, center: str, stage: Stage, steps: list[Step], number: int) -> Referral:
    """The person, their record and their referral with its history."""
    now = timezone.now()
    one.extras["verbs"] = {step.verb for step in steps}
    custodian = houses.organizations[one.practice]
    rows.patient(one, custodian).save(force_insert=True)
    save_all([*rows.facts(random, one, custodian), *rows.therapy(random, one), *rows.results(random, one)])
    extras.documents(one, houses, one.documents, one.practice)
    row = rows.referral(random, one, houses, center, stage, steps, now)
    row.save(force_insert=True)
    Event.objects.bulk_create(list(rows.events(random, row, one, houses, center, steps)))
    extras.grants(row)
    extras.dress(random, one, houses, row, center, now)
    finish(random, one, houses, row, number)
    return row


def finish(random: Random, one: Person, houses: Houses, row: Referral, number: int) -> None:
    if number == DENISE:
        extras.circle(houses, one.id)
    if number == 6:
        extras.restrict(houses, row)
    if number == 9:
        twin(random, one, houses)


def twin(random: Random, one: Person, houses: Houses) -> None:
    """The same person known at a second practice: another record, and no hint of it anywhere."""
    other = next(key for key in houses.practices if key != one.practice)
    again = replace(one, id=rows.new_id(random), practice=other, mrn=f"9{one.mrn[1:]}")
    rows.patient(again, houses.organizations[other]).save(force_insert=True)
    Identifier.objects.create(patient_id=again.id, organization=houses.organizations[other], value=again.mrn)


def save_all(found: Iterable[Any]) -> None:
    """Rows of several models, each model in one statement, parents before children."""
    for model, group in groupby(sorted(found, key=lambda row: ORDER.get(type(row).__name__, 0)), key=type):
        manager: Any = model._default_manager  # type: ignore[attr-defined]  # every row is a model's
        manager.bulk_create(list(group), batch_size=BATCH)


ORDER = {
    name: rank
    for rank, name in enumerate(
        (
            "Identifier",
            "Diagnosis",
            "PerformanceStatus",
            "Coverage",
            "Caregiver",
            "Medication",
            "Allergy",
            "TherapyLine",
            "LineDrug",
            "Result",
        )
    )
}


def large(houses: Houses, patients: int, progress: Progress) -> None:
    """For load: people, facts, referrals and histories in bulk; no files, no packets. Beyond the first thousand they are copies."""
    random, now = Random(SEED + 1), timezone.now()  # noqa: S311  # as above
    practices = houses.practices
    people = [person(random, 1_000_000 + n, practices[n % len(practices)], now.date()) for n in range(min(patients, BATCH))]
    for one in people:
        one.labs = one.labs[: len(LABS)]  # the last drawing
    with transaction.atomic():
        first = write_many(random, people, houses)
    progress(len(people))
    if patients > len(people):
        spread(first, patients - len(people), progress)


def write_many(random: Random, people: list[Person], houses: Houses) -> list[Patient]:
    now = timezone.now()
    written = Patient.objects.bulk_create([rows.patient(one, houses.organizations[one.practice]) for one in people])
    save_all(row for one in people for row in all_facts(random, one, houses))
    made: list[tuple[Person, str, Referral, list[Step]]] = []
    for number, one in enumerate(people):
        stage = random.choices((Stage.CLOSED, random.choice(list(Stage))), (70, 30))[0]
        center = random.choice(houses.centers)
        steps = walk(random, stage, now - timedelta(days=random.randint(0, 700) if stage in ENDED else 0), number)
        made.append((one, center, rows.referral(random, one, houses, center, stage, steps, now), steps))
    Referral.objects.bulk_create([row for _, _, row, _ in made])
    Event.objects.bulk_create([e for one, center, row, steps in made for e in rows.events(random, row, one, houses, center, steps)])
    Grant.objects.bulk_create([grant for _, _, row, _ in made for grant in grants_of(row)])
    return written


def all_facts(random: Random, one: Person, houses: Houses) -> list[Any]:
    return [*rows.facts(random, one, houses.organizations[one.practice]), *rows.therapy(random, one), *rows.results(random, one)]


def grants_of(row: Referral) -> list[Grant]:
    stage = Stage(row.stage)
    if stage in (Stage.DRAFT, Stage.ENTERED_IN_ERROR):
        return []
    scope = Scope.HEADER if stage in ENDED else Scope.PATHWAY if stage in CHART_OPEN else Scope.INTAKE
    return [
        Grant(
            patient_id=row.patient_id,
            organization_id=row.to_org_id or 0,
            scope=scope,
            source=Source.REFERRAL,
            about=row.pk,
            starts_at=row.submitted_at or row.stage_since,
        )
    ]
