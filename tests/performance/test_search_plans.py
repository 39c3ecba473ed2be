"""What the database reads for the list of patients and each kind of search: no clinical table whole, and at most five times what is shown.

Two thousand patients of two practices; a center sees a tenth of them. EXPLAIN runs behind the same walls as the page.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from bench.explain import reading
from carecoord.access.actor import Actor, acting
from carecoord.access.models import Grant, Scope, Source
from patients import verbs
from patients.api import listing as api
from patients.models import Identifier, Patient, name_key
from patients.pages.listing import patients
from patients.verbs.registration import near_ids
from tests.cast import Cast
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.plans]
FAMILY = ["Garcia", "Marsh", "Tran", "Reyes", "Kim", "Larkin", "Moreau", "Olsen", "Petrov", "Vargas"]
GIVEN = ["Maria", "Elena", "Grace", "Helen", "Ingrid", "Minh", "Hector", "Otto", "Felix", "Leon"]
EACH = 1000
BORN = date(1931, 3, 2)
COMMON, PAIR = "garcia", "helen garcia"  # one in five, one in fifty


def family(n: int) -> str:
    """Every second is one of the common names; the others have a name that few share."""
    letters = "abcdefghij"
    return FAMILY[n // 2 % 10] if n % 2 else f"Rare{letters[n // 200 % 10]}{letters[n // 20 % 10]}"


def people(cast: Cast, home: str) -> list[Patient]:
    rows = []
    for n in range(EACH):
        names = family(n if n % 5 else 1), GIVEN[n // 20 % 10] + (" Ann Marie" if n % 7 == 0 else "")
        key = name_key(*names)
        rows.append(
            Patient(
                custodian=cast.organizations[home],
                family_name=names[0],
                given_name=names[1],
                name_key=key,
                birth_on=BORN + timedelta(days=n * 7 % 9000),
            )
        )
    return Patient.objects.bulk_create(rows)


@pytest.fixture
def many(cast: Cast) -> Cast:
    cedar, lakeside = cast.organizations["cedar"], cast.organizations["lakeside"]
    with truth(), connection.cursor() as cursor:
        mine, _ = people(cast, "cedar"), people(cast, "hillcrest")
        Identifier.objects.bulk_create(Identifier(patient=row, organization=cedar, value=f"{n:07}") for n, row in enumerate(mine))
        shared = {"organization": lakeside, "scope": Scope.INTAKE, "source": Source.REFERRAL}
        Grant.objects.bulk_create(Grant(patient_id=row.pk, **shared) for row in mine[::10])
        cursor.execute("set constraints all immediate")
        for table in ("patients_patient", "patients_searchkey", "patients_identifier", "access_grant"):
            cursor.execute(f"analyze {table}")
    return cast


ASKED = ("", COMMON, "maria", PAIR, "gar hel", "h g", "rareb", "nobody", "1931-03-02", "0000033", "garcia ann marie")


def test_the_list_and_every_search_read_little(many: Cast) -> None:
    faults = []
    for who in ("rae", "bo"):
        with acting(many.actor(who)) as actor:
            for asked in ASKED:
                after, pages = None, 0
                while pages < 4 and (pages == 0 or after):
                    with reading() as read:
                        page = patients(actor, asked, after)
                    faults += [f"{asked!r} for {who}: {fault}" for fault in read.faults(len(page.rows))]
                    after, pages = page.after, pages + 1
    assert faults == []


def test_programs_and_duplicates_read_little(many: Cast) -> None:
    with acting(many.actor("rae")) as rae:
        for order in api.Order:
            first, faults = listed(rae, api.Chosen(order=order))
            second, more = listed(rae, api.Chosen(order=order, after=first))
            assert (faults + more, second is None) == ([], False)
        verbs.update_demographics(rae, many.denise.pk, version=1, phone="555-0190")
        since = Patient.objects.get(pk=many.denise.pk).updated_at
        assert listed(rae, api.Chosen(updated_since=since)) == (None, [])
        with reading() as read:
            near = near_ids(rae, Patient(family_name="Garcia", given_name="Helen", birth_on=BORN))
        assert near
        assert read.faults(len(near)) == []
        with reading() as read:
            shown = len(Patient.objects.filter(name_key__contains="rareb")[:50])
        assert read.faults(shown) != [], "the old way, a word anywhere in the name, is a fault here"


def listed(actor: Actor, chosen: api.Chosen) -> tuple[UUID | None, list[str]]:
    with reading() as read:
        rows, after = api.page(actor, chosen)
    return after, read.faults(len(rows))
