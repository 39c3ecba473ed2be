"""What the tests of finding patients share: people with names of many kinds, and asking for them."""

from __future__ import annotations

from typing import Any

from carecoord.access.actor import Actor, acting
from patients.models import Patient
from patients.pages.listing import patients
from tests.cast import Cast
from tests.truth import truth

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
