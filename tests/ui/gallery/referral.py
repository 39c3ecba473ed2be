"""A referral with both sides, its papers and its talk."""

from __future__ import annotations

from datetime import date
from typing import Any

from carecoord.ui.due import due_label
from carecoord.ui.parts import (
    Act,
    ActSide,
    Button,
    Due,
    Fact,
    Side,
    StateLine,
    Tag,
    Tone,
    When,
)
from carecoord.ui.pieces import Document, Note, Person, TimelineItem
from tests.ui.gallery.frame import BANNER, NOW, STAFF, TODAY, at, packet

UPLOAD = Button("Upload", "#", icon="upload")
MISSING = [
    ("Echo with ejection fraction", "needed before consult"),
    ("Hepatitis B and C, HIV", "needed before apheresis"),
    ("Insurance card, back", "needed before consult"),
]
FACTS = [
    Fact("Request", "Consult for CAR-T, urgent: no"),
    Fact("Diagnosis", "IgG kappa myeloma; R-ISS II; 1q gain; C90.02"),
    Fact("Last dose", date(2026, 11, 18)),
    Fact("Home", "54 mi, 1 h 10 min", "caregiver Sam Okafor (husband), full time"),
]
NOTES = [
    Note(
        "Bo Larsen",
        "Lakeside",
        Side.CENTER,
        at(-3),
        "We have everything for triage. Please send the echo when it is in; Dr. Chen will not wait for it.",
        is_new=True,
    ),
    Note(
        "Rae Martin",
        "Cedar Valley",
        Side.PRACTICE,
        at(-3),
        "Valley Cardiology line was busy twice. Trying again Monday at 8.",
        only="Cedar Valley",
    ),
    Note(
        "Rae Martin",
        "Cedar Valley",
        Side.PRACTICE,
        at(-3),
        "Ms. Okafor prefers calls after 15:00.\n\nHer husband Sam drives.",
        seen_by="Read by Bo Larsen",
    ),
]
EVENTS = [
    TimelineItem("Next: triage decision", when="by Wed 25-Nov-2026, 17:00"),
    TimelineItem("Received by Lakeside", ", coordinator Bo Larsen named", Side.CENTER, at(-3)),
    TimelineItem("Submitted", "by Rae Martin with 11 documents", Side.PRACTICE, at(-3)),
    TimelineItem("Ms. Okafor agreed", "to be contacted by Lakeside", Side.HOME, at(-4)),
]
DOCUMENTS = [
    Document("Marrow report with FISH", "PDF, 4 pages · 09-Nov-2026", Tag("Reviewed", Tone.DONE), "#"),
    Document("PET-CT report", "PDF, 3 pages · 12-Nov-2026", Tag("Received", Tone.PLAIN, "received"), "#"),
    Document("Pathology, 2021 biopsy", "Uploading 62 %, 1.8 of 2.9 MB", Tag("Uploading", Tone.PLAIN, "uploading")),
    Document("Echo report", "Asked for 18-Nov-2026", Tag("Requested", Tone.YOU, "requested")),
    Document("Insurance card, back", "JPG · page cannot be read", Tag("Refused: blurred", Tone.LATE)),
]
PEOPLE = [
    Person("Bo Larsen, RN", "Lakeside coordinator", Side.CENTER, "555-0142"),
    Person("Dr. Ana Ortiz", "Cedar Valley oncologist", Side.PRACTICE, "555-0117"),
    Person("Sam Okafor", "Husband, caregiver", Side.HOME, "555-0188"),
]


def referral() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "banner": BANNER,
        **state(),
        "ours": ours(),
        "theirs": theirs(),
        "meter": packet(),
        "missing": MISSING,
        "upload": UPLOAD,
        "facts": FACTS,
        "notes": NOTES,
        "events": EVENTS,
        "documents": DOCUMENTS,
        "people": PEOPLE,
    }


def state() -> dict[str, StateLine]:
    state = StateLine(
        Side.CENTER,
        "Waiting on Lakeside: triage decision, due in 2 working days",
        more="Wed 25-Nov-2026, 17:00 Central · Dr. Wei Chen decides · you and Ms. Okafor have been told it arrived",
        button=Button("Ask Lakeside", "#", icon="message"),
    )
    late = StateLine(Side.PRACTICE, "Waiting on you: echo report,", "2 working days late", "Fri 20-Nov-2026, 17:00 Central")
    return {"state": state, "late": late}


def ours() -> ActSide:
    echo = Act("Upload echo report", due_label(TODAY, now=NOW), (Button("Upload", "#", "upload", "primary"),))
    return ActSide(Side.PRACTICE, "Cedar Valley", "your side", (echo, Act("Start no new drug", Due(When.SOON, "until Lakeside answers"))))


def theirs() -> ActSide:
    sign = Act("Sign triage decision", due_label(at(2), now=NOW), name="Dr. Wei Chen")
    check = Act("Start benefit check", Due(When.SOON, "until Lakeside answers"), name="Fay Noor")
    return ActSide(Side.CENTER, "Lakeside", "their side", (sign, check))
