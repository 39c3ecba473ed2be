"""Finding follows what one may see: restrictions, grants that begin and end, names that change, at the same moment too."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import CareTeam, ClockNow, Grant, PersonalGrant, Restriction, RestrictionKind, Scope
from patients.models import Patient, SearchKey
from tests.api.callers import PATIENTS, person
from tests.cast import Cast, assemble
from tests.patients.rows import share
from tests.patients.searching import found
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_restricted_record_is_found_by_the_care_team_alone(cast: Cast) -> None:
    with truth():
        row = Restriction.objects.create(patient_id=cast.denise.pk, kind=RestrictionKind.VIP, reason="Works here.", placed_by=cast.pia)
        CareTeam.objects.create(patient_id=cast.denise.pk, organization=cast.organizations["cedar"], user=cast.ana)
    assert found(cast, "rae", "okafor") == []
    assert found(cast, "ana", "okafor") == ["OKAFOR, Denise"]
    with acting(cast.actor("rae")):
        assert not SearchKey.objects.exists()
    with truth():
        Restriction.objects.filter(pk=row.pk).update(lifted_at=Now())
    assert found(cast, "rae", "okafor") == ["OKAFOR, Denise"]


def test_a_grant_begins_and_ends(cast: Cast) -> None:
    assert found(cast, "bo", "okafor") == []
    grant = share(cast, Scope.INTAKE)
    assert found(cast, "bo", "okafor") == found(cast, "bo", "") == ["OKAFOR, Denise"]
    with truth():
        Grant.objects.filter(pk=grant.pk).update(ends_at=ClockNow())
        assert not SearchKey.objects.filter(organization=cast.organizations["lakeside"]).exists()
    assert found(cast, "bo", "okafor") == []


def test_a_grant_that_ended_by_the_clock_is_gone_before_the_sweep_and_its_keys_after(cast: Cast) -> None:
    grant = share(cast, Scope.INTAKE)
    lakeside = SearchKey.objects.filter(organization=cast.organizations["lakeside"])
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table access_grant disable trigger user")
        Grant.objects.filter(pk=grant.pk).update(ends_at=timezone.now() - timedelta(days=1))
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table access_grant enable trigger user")
        assert lakeside.exists()
    assert found(cast, "bo", "okafor") == []
    with truth(), connection.cursor() as cursor:
        cursor.execute("select access.refresh_vis(%s)", [cast.denise.pk])
        assert not lakeside.exists()


def test_who_died_is_still_found(cast: Cast) -> None:
    with truth():
        Patient.objects.filter(pk=cast.denise.pk).update(deceased_at=timezone.now())
    assert found(cast, "rae", "okafor") == ["OKAFOR, Denise"]


def test_after_renaming_the_old_name_finds_nobody(cast: Cast) -> None:
    share(cast, Scope.INTAKE)
    for family in ("Lee", "Okafor", "Lee", "Lee"):
        with truth():
            patient = Patient.objects.get(pk=cast.denise.pk)
            patient.family_name = family
            patient.save(update_fields=["family_name", "name_key"])
            assert SearchKey.objects.filter(patient=patient).count() == 4, "two spellings, two organizations"
    for who in ("rae", "bo"):
        assert found(cast, who, "okafor") == []
        assert found(cast, who, "denise lee") == ["LEE, Denise"]


def test_a_birth_date_that_is_corrected_is_found_as_it_is_now(cast: Cast) -> None:
    with truth():
        Patient.objects.filter(pk=cast.denise.pk).update(birth_on="1961-07-02")
    assert (found(cast, "rae", "1961-06-02"), found(cast, "rae", "07/02/1961")) == ([], ["OKAFOR, Denise"])
    with truth():
        Patient.objects.filter(pk=cast.denise.pk).update(birth_on=None)
    assert (found(cast, "rae", "1961-07-02"), found(cast, "rae", "okafor")) == ([], ["OKAFOR, Denise"])


def test_emergency_access_shows_the_record_on_the_first_page(cast: Cast) -> None:
    with truth():
        ours = Patient.objects.create(custodian=cast.organizations["lakeside"], family_name="Zabel", given_name="Ruth")
    with acting(cast.actor("chen")), connection.cursor() as cursor:
        cursor.execute("select access.break_glass(%s, 'emergency', 'Seen in the emergency room, septic')", [cast.denise.pk])
        assert cursor.fetchone()[0] is not None
    assert found(cast, "chen", "") == ["OKAFOR, Denise", "ZABEL, Ruth"]
    assert found(cast, "chen", "okafor") == ["OKAFOR, Denise"]
    assert found(cast, "chen", "zabel") == ["ZABEL, Ruth"]
    assert found(cast, "chen", "1961-06-02") == ["OKAFOR, Denise"]
    assert found(cast, "nan", "") == ["ZABEL, Ruth"]
    rows = person(cast, "chen").get(PATIENTS).json()["results"]
    assert {row["id"] for row in rows} == {str(cast.denise.pk), str(ours.pk)}
    share(cast, Scope.INTAKE)
    assert found(cast, "chen", "") == ["OKAFOR, Denise", "ZABEL, Ruth"]  # once, now by the grant
    with truth():
        PersonalGrant.objects.filter(source="break_glass").update(ends_at=ClockNow())
        Grant.objects.filter(organization=cast.organizations["lakeside"], patient_id=cast.denise.pk).update(ends_at=ClockNow())
    assert found(cast, "chen", "") == ["ZABEL, Ruth"]


@pytest.mark.django_db(transaction=True)
def test_names_and_grants_that_change_at_once_leave_the_right_keys() -> None:
    with truth():
        cast = assemble()
        cedar = cast.organizations["cedar"]
        more = [cast.denise, *(Patient.objects.create(custodian=cedar, family_name="Aa", given_name="Bb") for _ in "ab")]
    names = ["Lee", "Okafor", "Lee Ann", "Okafor-Lee"]
    threads = [threading.Thread(target=rename, args=(cast, row.pk, name)) for row in more for name in names]
    threads += [threading.Thread(target=send, args=(cast, row.pk)) for row in more]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with truth():
        for row in more:
            assert kept(row.pk) == wanted(row.pk)
            assert len({organization for organization, _ in kept(row.pk)}) == 2


def kept(pk: Any) -> set[tuple[int, str]]:
    return set(SearchKey.objects.filter(patient_id=pk).values_list("organization_id", "key"))


def wanted(pk: Any) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select o, s.key from patients_patient p, unnest(p.vis) o, access.spellings(p.name_key, p.family_name) s where p.id = %s", [pk]
        )
        return set(cursor.fetchall())


def rename(cast: Cast, pk: Any, name: str) -> None:
    try:
        with truth():
            patient = Patient.objects.select_for_update().get(pk=pk)
            patient.family_name = name
            patient.save(update_fields=["family_name", "name_key"])
    finally:
        connection.close()


def send(cast: Cast, pk: Any) -> None:
    try:
        with truth():
            Grant.objects.create(patient_id=pk, organization=cast.organizations["lakeside"], scope=Scope.INTAKE, source="referral")
    finally:
        connection.close()
