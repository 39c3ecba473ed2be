"""Finding a patient by name: every way a name is written and asked, and nobody who may not see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from carecoord.access.actor import acting
from patients.models import SearchKey, name_words
from patients.pages import finding
from patients.pages.listing import patients
from tests.api.callers import PATIENTS, person, statements
from tests.cast import Cast
from tests.patients.rows import become
from tests.patients.searching import NAMES, add, all_pages, found
from tests.truth import truth

pytestmark = pytest.mark.django_db


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
