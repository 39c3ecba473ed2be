"""Journeys of the demonstration, as data: where each stands today, on which product, and what went otherwise than planned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referrals.demo.paths import TO_CONSULT, TO_TREAT
from referrals.states import Stage

CILTA, IDE = "mm-cilta-cel-us", "mm-ide-cel-us"
ACCEPTED = ("submit", "receive", "accept")
COLLECTED = (*TO_TREAT, "record_apheresis")
INFUSED = (*COLLECTED, "record_infusion")
HOME = (*INFUSED, "hand_over")
CLOSED = (*HOME, "send_outcome", "acknowledge_outcome", "close")


class Twist(StrEnum):
    NONE = ""
    MOVED = "moved"
    OUT_OF_SPECIFICATION = "out_of_specification"
    COLLECTED_AGAIN = "collected_again"
    MISSED_LAB = "missed_lab"
    INFECTION = "infection"
    FLAG = "flag"


@dataclass(frozen=True)
class Tale:
    """`anchor` lies `days` days back (ahead when negative) today; the rest of the road is laid around it."""

    given: str
    family: str
    sex: str
    stage: Stage
    path: tuple[str, ...]
    anchor: str
    days: int
    protocol: str = CILTA
    center: str = "lakeside"
    practice: str = "cedar"
    twist: Twist = Twist.NONE


TALES: tuple[Tale, ...] = (
    Tale("Gloria", "Abernathy", "female", Stage.ACCEPTED, ACCEPTED, "ACC", 3),
    Tale("Luis", "Barrera", "male", Stage.CONSULT_SCHEDULED, (*ACCEPTED, "book_consult"), "ACC", 6, IDE),
    Tale("Naomi", "Castellan", "female", Stage.CONSULTED, TO_CONSULT, "CON", 2),
    Tale("Peter", "Dahlgren", "male", Stage.IN_WORKUP, TO_TREAT, "DEC", 5, IDE, practice="hillcrest"),
    Tale("Ruth", "Eastman", "female", Stage.IN_WORKUP, TO_TREAT, "SLOT", 4, twist=Twist.MOVED),
    Tale("Samuel", "Foley", "male", Stage.IN_WORKUP, TO_TREAT, "APH", -6, IDE, twist=Twist.INFECTION),
    Tale("Teresa", "Velasquez", "female", Stage.APHERESIS_DONE, COLLECTED, "APH", 28, twist=Twist.FLAG),
    Tale("Ulrich", "Grant", "male", Stage.APHERESIS_DONE, COLLECTED, "REL", 1, twist=Twist.OUT_OF_SPECIFICATION),
    Tale("Vera", "Hollis", "female", Stage.APHERESIS_DONE, COLLECTED, "APH", 37, IDE, twist=Twist.COLLECTED_AGAIN),
    Tale("Walter", "Ingram", "male", Stage.APHERESIS_DONE, COLLECTED, "RCV", 3, IDE),
    Tale("Yolanda", "Jarvis", "female", Stage.INFUSED, INFUSED, "D0", 5),
    Tale("Aaron", "Keller", "male", Stage.INFUSED, INFUSED, "D0", 12, IDE, practice="prairie"),
    Tale("Beth", "Lowell", "female", Stage.SHARED_CARE, HOME, "D0", 40, twist=Twist.MISSED_LAB),
    Tale("Carl", "Munro", "male", Stage.SHARED_CARE, HOME, "D0", 130, IDE),
    Tale("Dora", "Nyström", "female", Stage.CLOSED, CLOSED, "D0", 970),
    Tale("Emil", "Ortega", "male", Stage.APHERESIS_DONE, COLLECTED, "APH", 14, center="summit", practice="cedar"),
)
