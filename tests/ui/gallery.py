"""Every part with believable values: what the tests render strictly, photograph and hand to axe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from carecoord.ui.charts import Bar, Line, TherapyChart, Transplant, Trend
from carecoord.ui.context import Shell
from carecoord.ui.due import due_label
from carecoord.ui.forms import DateInput, Segmented, TriState
from carecoord.ui.navigation import Shown
from carecoord.ui.parts import (
    Act,
    ActSide,
    Age,
    Alert,
    Ball,
    Banner,
    Button,
    Due,
    Fact,
    Meter,
    MeterGroup,
    Side,
    StateLine,
    Tag,
    Tone,
    When,
)
from carecoord.ui.pieces import BulkAct, CallBox, Document, Empty, Link, Note, Person, Pick, RoadStep, Said, Tab, TimelineItem

NOW = datetime(2026, 11, 23, 18, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def at(days: int, hours: int = 0) -> datetime:
    return NOW + timedelta(days=days, hours=hours)


def place(label: str, icon: str, count: int | str = "", current: bool = False) -> Shown:
    return Shown(label, "#", icon, count, current)


STAFF = Shell(
    demo=True,
    name="Bo Larsen",
    organization="Lakeside",
    side="center",
    places=(
        place("Worklist", "worklist", 9, True),
        place("Patients", "patients"),
        place("Referrals", "referrals", 31),
        place("Calendar", "calendar"),
        place("Messages", "message", 2),
    ),
    more=(place("Education", "education"), place("Insights", "insights"), place("Who looked", "who_looked")),
    own=(place("Account and security", "account"), place("Act for another organization", "organizations")),
)
PERSON = Shell(
    demo=True, name="Teresa Velasquez", places=(place("My road", "map", "", True), place("My team", "people"), place("Read", "education"))
)
UPLOAD = Button("Upload", "#", icon="upload")


class Sample(forms.Form):
    name = forms.CharField(label="Name")
    last_dose = forms.CharField(label="Last dose", help_text="like 18-Nov-2026")
    born_on = forms.DateField(label="Born", widget=DateInput)
    clinic = forms.ChoiceField(label="Clinic", choices=[("a", "Cedar Valley"), ("b", "Hillcrest")])
    refractory = TriState(label="Did lenalidomide stop working?")
    urgent = forms.ChoiceField(label="Urgent", choices=[("n", "No"), ("y", "Yes")], widget=Segmented, initial="n")
    decision = forms.ChoiceField(label="Decision", choices=[("no", "Not yet"), ("yes", "Accept")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="Needs", required=False, widget=forms.CheckboxSelectMultiple, choices=[("l", "Lodging"), ("t", "Transport")]
    )
    file = forms.FileField(label="Document", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Ms. Okafor agreed to be contacted")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def clean_last_dose(self) -> str:
        if self.cleaned_data["last_dose"].startswith("31-Nov"):
            raise forms.ValidationError("November has 30 days.")
        return str(self.cleaned_data["last_dose"])


def sample(*, wrong: bool = False) -> Sample:
    return Sample({"last_dose": "31-Nov-2026", "clinic": "a", "urgent": "n", "version": "3"}) if wrong else Sample()


def parts() -> dict[str, Any]:
    return {
        "shell": Shell(),
        "balls": [
            Ball(Side.PRACTICE, "Cedar Valley", 3),
            Ball(Side.CENTER, "Lakeside", 2),
            Ball(Side.MAKER, "Manufacturer", 8),
            Ball(Side.HOME, "Caregiver", 0),
            Ball(Side.CENTER, "You", 5, mine=True),
            Ball(Side.PRACTICE, "You", 1, mine=True),
        ],
        "dues": [
            due_label(at(-5), now=NOW),
            due_label(at(0, 5), now=NOW),
            due_label(at(2), now=NOW),
            due_label(at(0), now=NOW, done_at=date(2026, 11, 18)),
        ],
        "tags": [
            Tag("Not met", Tone.LATE),
            Tag("Not known", Tone.YOU),
            Tag("Reviewed", Tone.DONE),
            Tag("Met", Tone.MET),
            Tag("Received", Tone.PLAIN, "received"),
        ],
        "flags": ["high", "low", "critical", "normal", "missing"],
        "ages": [("Work-up", Age(9, 14)), ("Triage", Age(5, 3)), ("Closed", Age(40))],
        "alerts": [Alert("Allergy: sulfa drugs"), Alert("Irradiated blood only", "exclaim")],
        "meter": packet(),
        "picks": [Pick("Mine", "#", current=True), Pick("Team", "#"), Pick("Awaiting slot", "#", 3)],
        "tabs": [Tab("Needs me", "#", 9, Tone.YOU, current=True), Tab("Overdue", "#", 4, Tone.LATE), Tab("Closed", "#", 41)],
        "form": sample(wrong=True),
        "buttons": [Button("Sign", "#", kind="primary"), Button("Message", "#"), Button("Print", "#", icon="print", kind="bare")],
        "post": Button("Acknowledge", "#", post=True, name="do", value="ack", fields=(("version", "3"),)),
    }


def packet() -> Meter:
    groups = (("To submit", 12, 12), ("before consult", 6, 8), ("before apheresis", 1, 2))
    return Meter(tuple(MeterGroup(name, tuple(n < have for n in range(total))) for name, have, total in groups), "packet items are in")


def row(name: str, about: str, stage: str, age: Age, ball: Ball, step: tuple[str, str], due: Due, do: str, owner: str) -> dict[str, Any]:
    return {
        "id": name[:3],
        "name": name,
        "about": about,
        "stage": stage,
        "age": age,
        "ball": ball,
        "next": step[0],
        "why": step[1],
        "due": due,
        "do": do,
        "owner": owner,
    }


def worklist() -> dict[str, Any]:
    mine, late, today = Ball(Side.CENTER, "You", 5, mine=True), due_label(at(-5), now=NOW), due_label(at(0, 5), now=NOW)
    soon, bo = due_label(at(2), now=NOW), "Bo Larsen"
    practice, home = Ball(Side.PRACTICE, "Cedar Valley", 3), Ball(Side.HOME, "Caregiver", 0)
    long_name = "VANDERBILT-MONTGOMERY DE LA CRUZ, Maximiliana Alexandrina"
    return {
        "shell": STAFF,
        "tabs": [
            Tab("Needs me", "#", 9, Tone.YOU, current=True),
            Tab("Unacknowledged", "#", 3),
            Tab("Waiting on them", "#", 14),
            Tab("Overdue", "#", 4, Tone.LATE),
            Tab("Unassigned", "#", 2),
            Tab("Closed", "#", 41),
        ],
        "picks": [Pick("Mine", "#", current=True), Pick("Team", "#"), Pick("Awaiting insurance", "#", 5), Pick("Bridging at home", "#", 6)],
        "groups": [
            {
                "label": Due(When.LATE, "Overdue"),
                "rows": [
                    row(
                        "MARSH, Raymond",
                        "14-Mar-1958 · 68 M · 4471902",
                        "Triage",
                        Age(5, 3),
                        mine,
                        ("Get triage signed", "Dr. Chen has read the packet"),
                        late,
                        "Open triage",
                        bo,
                    ),
                    row(
                        "HADDAD, Samir",
                        "30-Aug-1963 · 63 M · 4479215",
                        "Insurance",
                        Age(12, 10),
                        mine,
                        ("Book peer-to-peer call", "Denied 17-Nov: line 1 missing"),
                        late,
                        "Log call",
                        bo,
                    ),
                    row(
                        "VELASQUEZ, Teresa",
                        "19-Jan-1967 · 59 F · 5518840",
                        "Manufacturing",
                        Age(28, 35),
                        Ball(Side.MAKER, "Manufacturer", 8),
                        ("Ask for release date", "Last update 15-Nov"),
                        late,
                        "Log update",
                        bo,
                    ),
                ],
            },
            {
                "label": Due(When.TODAY, "Today"),
                "rows": [
                    row(
                        "OKAFOR, Denise",
                        "02-Jun-1961 · 65 F · 5520184",
                        "Triage",
                        Age(1, 3),
                        mine,
                        ("Say it arrived, name a nurse", "Received Fri 20-Nov, 16:42"),
                        today,
                        "Acknowledge",
                        "",
                    ),
                    row(
                        "TRAN, Minh",
                        "11-Nov-1955 · 71 M · 5519377",
                        "Work-up",
                        Age(9, 14),
                        practice,
                        ("Chase echo report", "Reminded once, 20-Nov"),
                        today,
                        "Call practice",
                        bo,
                    ),
                    row(
                        "KOWALSKI, Irene",
                        "27-Apr-1952 · 74 F · 4466120",
                        "Nearby",
                        Age(6, 14),
                        home,
                        ("Check day 6 form", "08:10: 37.4 °C, ICE 10"),
                        today,
                        "Review form",
                        "Jo Park",
                    ),
                ],
            },
            {
                "label": Due(When.SOON, "This week"),
                "rows": [
                    row(
                        "PRUITT, Wanda",
                        "08-Dec-1959 · 66 F · 5517702",
                        "Consult",
                        Age(8, 10),
                        mine,
                        ("Send consult note", "Seen 20-Nov by Dr. Chen"),
                        soon,
                        "Send note",
                        bo,
                    ),
                    row(
                        long_name,
                        "05-Feb-1970 · 56 F · 5516093",
                        "Bridging",
                        Age(18, 30),
                        practice,
                        ("Confirm bridging stop date", "To end by 02-Dec"),
                        soon,
                        "Message",
                        bo,
                    ),
                ],
            },
        ],
        "bulk": [
            BulkAct("Assign", "person", "assign"),
            BulkAct("Message", "message", "message"),
            BulkAct("Snooze", "clock", "snooze"),
            BulkAct("Export", "download", "export", rare=True),
            BulkAct("Huddle list", "print", "huddle", rare=True),
        ],
    }


BANNER = Banner(
    "OKAFOR, Denise",
    date(1961, 6, 2),
    65,
    "Female",
    "0083317",
    "Cedar Valley",
    (Alert("Allergy: sulfa drugs"), Alert("On apixaban", "exclaim")),
)


def referral() -> dict[str, Any]:
    until = Due(When.SOON, "until Lakeside answers")
    ours = ActSide(
        Side.PRACTICE,
        "Cedar Valley",
        "your side",
        (
            Act("Upload echo report", due_label(TODAY, now=NOW), (Button("Upload", "#", "upload", "primary"),)),
            Act("Start no new drug", until),
        ),
    )
    theirs = ActSide(
        Side.CENTER,
        "Lakeside",
        "their side",
        (Act("Sign triage decision", due_label(at(2), now=NOW), name="Dr. Wei Chen"), Act("Start benefit check", until, name="Fay Noor")),
    )
    return {
        "shell": STAFF,
        "banner": BANNER,
        "state": StateLine(
            Side.CENTER,
            "Waiting on Lakeside: triage decision, due in 2 working days",
            more="Wed 25-Nov-2026, 17:00 Central · Dr. Wei Chen decides · you and Ms. Okafor have been told it arrived",
            button=Button("Ask Lakeside", "#", icon="message"),
        ),
        "late": StateLine(Side.PRACTICE, "Waiting on you: echo report,", "2 working days late", "Fri 20-Nov-2026, 17:00 Central"),
        "ours": ours,
        "theirs": theirs,
        "meter": packet(),
        "missing": [
            ("Echo with ejection fraction", "needed before consult"),
            ("Hepatitis B and C, HIV", "needed before apheresis"),
            ("Insurance card, back", "needed before consult"),
        ],
        "upload": UPLOAD,
        "facts": [
            Fact("Request", "Consult for CAR-T, urgent: no"),
            Fact("Diagnosis", "IgG kappa myeloma; R-ISS II; 1q gain; C90.02"),
            Fact("Last dose", date(2026, 11, 18)),
            Fact("Home", "54 mi, 1 h 10 min", "caregiver Sam Okafor (husband), full time"),
        ],
        "notes": [
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
        ],
        "events": [
            TimelineItem("Next: triage decision", when="by Wed 25-Nov-2026, 17:00"),
            TimelineItem("Received by Lakeside", ", coordinator Bo Larsen named", Side.CENTER, at(-3)),
            TimelineItem("Submitted", "by Rae Martin with 11 documents", Side.PRACTICE, at(-3)),
            TimelineItem("Ms. Okafor agreed", "to be contacted by Lakeside", Side.HOME, at(-4)),
        ],
        "documents": [
            Document("Marrow report with FISH", "PDF, 4 pages · 09-Nov-2026", Tag("Reviewed", Tone.DONE), "#"),
            Document("PET-CT report", "PDF, 3 pages · 12-Nov-2026", Tag("Received", Tone.PLAIN, "received"), "#"),
            Document("Pathology, 2021 biopsy", "Uploading 62 %, 1.8 of 2.9 MB", Tag("Uploading", Tone.PLAIN, "uploading")),
            Document("Echo report", "Asked for 18-Nov-2026", Tag("Requested", Tone.YOU, "requested")),
            Document("Insurance card, back", "JPG · page cannot be read", Tag("Refused: blurred", Tone.LATE)),
        ],
        "people": [
            Person("Bo Larsen, RN", "Lakeside coordinator", Side.CENTER, "555-0142"),
            Person("Dr. Ana Ortiz", "Cedar Valley oncologist", Side.PRACTICE, "555-0117"),
            Person("Sam Okafor", "Husband, caregiver", Side.HOME, "555-0188"),
        ],
    }


def trend(*values: float, low: float | None = None, high: float | None = None) -> Trend:
    return Trend(tuple((at(-150 + index * 30), value) for index, value in enumerate(values)), low, high)


def therapy() -> TherapyChart:
    return TherapyChart(
        (
            Line(
                "Line 1",
                (
                    Bar(date(2019, 5, 20), date(2020, 1, 15), "VRd ×6", "VGPR"),
                    Bar(date(2020, 4, 1), date(2022, 8, 10), "Lenalidomide maintenance", "VGPR, then progressed", progressed=True),
                ),
            ),
            Line("Line 2", (Bar(date(2022, 9, 5), date(2024, 11, 20), "DKd", "PR, then progressed", progressed=True),)),
            Line("Line 3", (Bar(date(2025, 1, 13), date(2026, 3, 2), "Pd + elotuzumab", "MR, then progressed", progressed=True),)),
            Line("Line 4", (Bar(date(2026, 4, 6), date(2026, 11, 18), "KCd", "SD"),)),
        ),
        TODAY,
        (Transplant(date(2020, 2, 19)),),
    )


def crowded() -> TherapyChart:
    """Six short lines in two years: where labels fight for room."""
    bars = [
        Bar(
            date(2025, 1, 1) + timedelta(days=110 * n),
            date(2025, 1, 1) + timedelta(days=110 * n + 95),
            name,
            "PD",
            progressed=True,
            side=Side.CENTER,
        )
        for n, name in enumerate(
            ("Teclistamab step-up and weekly", "Talquetamab", "Selinexor, bortezomib, dex", "Dara", "Iberdomide trial", "Melflufen")
        )
    ]
    return TherapyChart(tuple(Line(f"Line {n + 4}", (bar,)) for n, bar in enumerate(bars)), TODAY)


def record() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "banner": BANNER,
        "tabs": [
            Tab("Summary", "#", current=True),
            Tab("Pathway", "#"),
            Tab("Results", "#"),
            Tab("Documents", "#"),
            Tab("Who looked", "#"),
        ],
        "chart": therapy(),
        "crowded": crowded(),
        "lines": [
            ("Line 4", "KCd", date(2026, 4, 6), date(2026, 11, 18), "SD", "Referred", "Not known"),
            ("Line 3", "Pd + elotuzumab", date(2025, 1, 13), date(2026, 3, 2), "MR", "Progression", "Pomalidomide, elotuzumab"),
        ],
        "results": [
            ("Free light chain ratio", "48.2", "", "high", "0.26–1.65", trend(12, 15, 20, 28, 36, 48.2, low=0.26, high=1.65), TODAY),
            ("Hemoglobin", "9.4", "g/dL", "low", "12.0–15.5", trend(11, 10.8, 10.4, 9.9, 9.7, 9.4, low=12, high=15.5), TODAY),
            ("Creatinine clearance", "71", "mL/min", "normal", "≥ 60", trend(74, 75, 73, 76, 72, 71, low=60), TODAY),
            ("Ferritin", "212", "ng/mL", "normal", "11–307", trend(212, low=11, high=307), TODAY),
        ],
    }


def road() -> dict[str, Any]:
    return {
        "shell": PERSON,
        "call": CallBox(
            "Feel sick? Call, day or night",
            "555-0100",
            "Say: “I am a CAR-T patient.” Call for fever of 100.4 °F (38 °C), chills, or new pain.",
            "#",
        ),
        "next": [
            Fact("What", "Blood test and visit"),
            Fact("When", "Wed, Nov 25 at 9:30 am"),
            Fact("Where", "Cedar Valley Oncology"),
            Fact("Who", "Dr. Ortiz and Rae"),
        ],
        "bring": ["Your medicine list", "Your temperature log", "Luis, if he can come"],
        "steps": [
            RoadStep("Your T cells were collected", "Mon, Oct 26", "done"),
            RoadStep("Your cells are being made", "The lab needs 4 to 6 weeks. You are in week 4.", "here"),
            RoadStep("Chemo to make room", "Starts Wed, Dec 9, for 3 days"),
            RoadStep("You get your cells", "Mon, Dec 14. We call this Day 0."),
            RoadStep("Home", "Tue, Dec 29"),
        ],
        "team": [
            Person("Bo Larsen", "Your nurse coordinator", Side.CENTER, "555-0142"),
            Person("Dr. Ortiz", "Your cancer doctor at home", Side.PRACTICE, "555-0117", "AO"),
            Person("Luis", "Your caregiver", Side.HOME, "555-0163", "LV"),
        ],
        "form": sample(wrong=True),
    }


def states() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "boxes": [
            Said(
                "Rae Martin changed this at 12:03, while you were typing.",
                "The infusion date went from 14-Dec-2026 to 21-Dec-2026. Your note is kept below.",
                Tone.YOU,
                buttons=(Button("Look at the change", "#"),),
            ),
            Said(
                "This was not saved: the referral needs 2 more items.",
                tone=Tone.LATE,
                links=(Link("Add Ms. Okafor’s phone number", "#id_name"), Link("Say whether lenalidomide stopped working", "#id_note")),
            ),
            Said("Lakeside has it.", "Bo Larsen is told today.", Tone.DONE),
        ],
        "empties": [
            Empty(
                "Nobody needs you now",
                "The next thing due is Dr. Chen’s triage decision for Ms. Okafor, Wed 25-Nov-2026.",
                Button("See what you wait on", "#"),
            ),
            Empty(
                "No patient matches “okafr”",
                "Check the spelling, or search by MRN or birth date. You see only patients shared with Lakeside.",
                Button("Clear search", "#"),
                "search",
            ),
        ],
        "form": sample(wrong=True),
    }


PAGES = {"parts": parts, "worklist": worklist, "referral": referral, "record": record, "road": road, "states": states}
