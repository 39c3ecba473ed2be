"""Finding a patient by name: every way a name is written and asked, and nobody who may not see it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.models import CareTeam, ClockNow, Grant, PersonalGrant, Restriction, RestrictionKind, Scope
from patients.models import Patient, SearchKey, name_words
from patients.pages import finding
from patients.pages.listing import patients
from tests.api.callers import PATIENTS, person, statements
from tests.cast import Cast, assemble
from tests.patients.rows import become, share
from tests.truth import truth

pytestmark = pytest.mark.django_db
NAMES = [
    ("Muñoz", "José"),
    ("O'Brien", "Siobhán"),
    ("Okafor-Lee", "Mary Ann"),
    ("de la Cruz", "Ana María"),
    ("Fernández-Villanueva Castellanos de la Cruz", "María de los Ángeles Guadalupe"),
    ("Sukarno", ""),
    ("Łukasz", "Åsa"),
    ("Иванова", "Ольга"),
    ("Abara", "Alma"),
    ("St. Pierre", "Jean"),
]


def add(cast: Cast, family: str, given: str, home: str = "cedar", **more: Any) -> Patient:
    with truth():
        return Patient.objects.create(custodian=cast.organizations[home], family_name=family, given_name=given, **more)


def found(cast: Cast, who: str, asked: str) -> list[str]:
    with acting(cast.actor(who)) as actor:
        return [row.name for row in patients(actor, asked, None).rows]


def all_pages(actor: Actor, asked: str) -> list[str]:
    names, page = [], patients(actor, asked, None)
    while True:
        names += [row.name for row in page.rows]
        if page.after is None:
            return names
        page = patients(actor, asked, page.after)


@pytest.fixture
def named(cast: Cast) -> Cast:
    for family, given in NAMES:
        add(cast, family, given)
    return cast


@pytest.mark.parametrize(
    ("asked", "family"),
    [
        ("munoz", "MUÑOZ"),
        ("MUÑOZ, José", "MUÑOZ"),
        ("jose", "MUÑOZ"),
        ("José Muñoz", "MUÑOZ"),
        ("mu", "MUÑOZ"),
        ("j mu", "MUÑOZ"),
        ("jo mu", "MUÑOZ"),
        ("mun jos", "MUÑOZ"),
        ("obrien", "O'BRIEN"),
        ("O'Brien", "O'BRIEN"),
        ("o’brien s", "O'BRIEN"),
        ("siobhan", "O'BRIEN"),
        ("Okafor-Lee", "OKAFOR-LEE"),
        ("lee", "OKAFOR-LEE"),
        ("lee ann", "OKAFOR-LEE"),
        ("mary okafor", "OKAFOR-LEE"),
        ("ann mary lee okafor", "OKAFOR-LEE"),
        ("Mary Ann Okafor Lee", "OKAFOR-LEE"),
        ("ma an ok l", "OKAFOR-LEE"),
        ("ana maria de la cruz", "DE LA CRUZ"),
        ("villanueva guadalupe", None),  # the fourth given name does not count
        ("castellanos maria", "FERNÁNDEZ-VILLANUEVA CASTELLANOS DE LA CRUZ"),
        ("sukarno", "SUKARNO"),
        ("suk", "SUKARNO"),
        ("asa łukasz", "ŁUKASZ"),
        ("иван ол", "ИВАНОВА"),
        ("st pierre", "ST. PIERRE"),
        ("st. p", "ST. PIERRE"),
        ("a", "ABARA"),
        ("okafor denise", "OKAFOR"),
        ("denise okafor", "OKAFOR"),
        ("d o", "OKAFOR"),
        ("brien", None),  # inside a word
        ("munoz jose maria", None),
        ("munoz munoz", None),
        ("-", None),
        ("' .", None),
    ],
)
def test_every_way_a_name_is_asked(named: Cast, asked: str, family: str | None) -> None:
    names = found(named, "rae", asked)
    assert len(names) == len(set(names))
    if family is None:
        assert names == []
    else:
        assert family in [name.split(", ")[0] for name in names]


def test_two_words_find_nobody_else(named: Cast) -> None:
    assert found(named, "rae", "cruz ana") == ["DE LA CRUZ, Ana María"]
    assert found(named, "rae", "cruz maria") == ["DE LA CRUZ, Ana María"], "the long name's third family word is Castellanos"


def test_nothing_asked_shows_everybody_in_the_order_of_their_names(named: Cast) -> None:
    names = found(named, "rae", "")
    assert len(names) == len(NAMES) + 1
    keys = [" ".join(name_words(name)) for name in names]
    assert keys[:-1] == sorted(keys[:-1]), "the longest name is ordered by the words that count"


def test_the_database_parts_words_as_python_does(named: Cast) -> None:
    tried = ["o'brien-lee  st. john", "a/b (c) d,e", "x‐y‑z–q—r", "d’arcy ʼn `t ´s", "", "  ", "-", "de la cruz"]
    with truth(), connection.cursor() as cursor:
        for text in tried:
            cursor.execute("select access.name_words(%s)", [text])
            assert cursor.fetchone()[0] == name_words(text), text


def test_who_may_not(named: Cast) -> None:
    for who in ("cy", "bo", "dee"):
        assert found(named, who, "okafor") == found(named, who, "") == [], who
        with acting(named.actor(who)):
            assert not SearchKey.objects.exists(), who
    assert not SearchKey.objects.exists()


@pytest.mark.parametrize("role", ["carecoord_app", "carecoord_worker"])
def test_nobody_writes_keys(cast: Cast, role: str) -> None:
    become(role)
    with acting(cast.actor("ana")):
        for attempt in (
            "insert into patients_searchkey (organization_id, key, patient_id) values (1, 'x', gen_random_uuid())",
            "update patients_searchkey set key = 'x'",
            "delete from patients_searchkey",
            "select access.spellings('a b', 'a')",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
    if role == "carecoord_worker":
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            SearchKey.objects.exists()


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


def test_a_page_is_three_statements(cast: Cast) -> None:
    for n in range(60):
        add(cast, f"Row{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}", "Ann")
    with acting(cast.actor("rae")) as rae:
        for asked, most in (("", 3), ("row", 3), ("ann row", 3), ("okafor", 3), ("1961-06-02", 3), ("0083317", 2)):
            with CaptureQueriesContext(connection) as said:
                page = patients(rae, asked, None)
            assert len(said) == most, asked
            if page.after:
                with CaptureQueriesContext(connection) as said:
                    patients(rae, asked, page.after)
                assert len(said) == 2 + bool(page.after), "where the page before ended, the keys, the people"


def test_a_search_by_a_program_costs_the_same(cast: Cast) -> None:
    ana = person(cast, "ana")
    ana.post(f"{PATIENTS}search/", {"asked": "okafor"})
    with CaptureQueriesContext(connection) as said:
        ana.post(f"{PATIENTS}search/", {"asked": "okafor"})
    assert len(statements(said)) <= 6, statements(said)


def test_a_hundred_and_twenty_people_without_loss_or_repeat(cast: Cast) -> None:
    letters = "abcdefghijkl"
    for n in range(120):
        add(cast, f"Mar{letters[n % 12]}", f"Mar{letters[n // 10]} Ma")  # some names are the same, all their words begin alike
    with acting(cast.actor("rae")) as rae:
        for asked, count in (("", 121), ("m", 120), ("mar", 120), ("ma mar", 120), ("mar mar", 120), ("ma m mar", 120)):
            ids: list[Any] = []
            page = patients(rae, asked, None)
            ids += [row.patient_id for row in page.rows]
            while page.after:
                page = patients(rae, asked, page.after)
                ids += [row.patient_id for row in page.rows]
            assert (len(ids), len(set(ids))) == (count, count), asked
            assert not page.is_first


def test_names_stay_in_order_over_pages(cast: Cast) -> None:
    for n in range(120):
        add(cast, f"Mar{chr(97 + n % 26)}{chr(97 + n // 26)}", "Ann")
    with acting(cast.actor("rae")) as rae:
        for asked in ("", "mar", "ann mar"):
            names = all_pages(rae, asked)
            assert names == sorted(names), asked


def test_a_page_whose_last_row_is_gone(cast: Cast) -> None:
    gone = add(cast, "Mara", "Ann", home="hillcrest")
    with acting(cast.actor("rae")) as rae:
        assert patients(rae, "okafor", gone.pk).is_first
        with pytest.raises(finding.LostPlace):
            finding.found(rae, "okafor", gone.pk)
    assert person(cast, "rae").get(f"{PATIENTS}?order=name&after={gone.pk}").status_code == 400


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
