"""Tables of the hand-off, taken from the record when a version is drafted: heads and rows of words, ready to print and to hash.

Room: referrals.handoff.
"""

from __future__ import annotations

from typing import Any

from carecoord.ui.dates import staff_day
from patients.models import Medication, Result
from referrals.models import Journey, JourneyStep, ToxicityEpisode
from referrals.pathway.compiled import protocol_for
from referrals.pathway.protocol import Site
from referrals.pathway.states import OPEN

Table = dict[str, Any]
# LOINC codes of what the practice goes on watching, with the words people use.
WATCHED = {
    "751-8": "Neutrophils",
    "718-7": "Hemoglobin",
    "777-3": "Platelets",
    "2276-4": "Ferritin",
    "1988-5": "CRP",
    "2465-3": "IgG",
    "24467-3": "CD4",
    "2160-0": "Creatinine",
}
TREND, MOST = 3, 80
SIDES = {Site.PRACTICE: "Practice", Site.CENTER: "Center", Site.HOME: "Patient", Site.MAKER: "Manufacturer"}


def table(heads: tuple[str, ...], rows: list[list[str]]) -> Table | None:
    return {"heads": list(heads), "rows": rows} if rows else None


def episodes(journey: Journey) -> Table | None:
    rows = [
        [
            one.get_kind_display(),
            staff_day(one.onset_on),
            "not graded" if one.peak_grade is None else str(one.peak_grade),
            staff_day(one.ended_on) if one.ended_on else "under way",
            one.confirmed_name,
        ]
        for one in ToxicityEpisode.objects.filter(journey=journey).real()
    ]
    return table(("What", "Began", "Worst grade", "Over since", "Confirmed by"), rows)


def results(journey: Journey) -> Table | None:
    """The three newest values of each test that is watched on."""
    found: dict[str, list[Result]] = {}
    rows = Result.objects.filter(patient=journey.patient_id, is_entered_in_error=False, loinc__in=list(WATCHED)).order_by("-taken_at")
    for row in rows[:400]:
        if len(trend := found.setdefault(row.loinc, [])) < TREND:
            trend.append(row)
    known = [(name, found[code]) for code, name in WATCHED.items() if code in found]
    return table(("Test", "Newest", "Before"), [[name, value(trend[0]), "; ".join(map(value, trend[1:]))] for name, trend in known])


def value(row: Result) -> str:
    number = f"{row.comparator}{format(row.value.normalize(), 'f')} {row.unit}".strip() if row.value is not None else row.text
    return f"{number} ({staff_day(row.taken_at)})"


def medicines(journey: Journey) -> Table | None:
    rows = Medication.objects.filter(patient=journey.patient_id, is_entered_in_error=False, is_active=True)[:MOST]
    told = [[one.name, one.dose or "not said", staff_day(one.started_on) if one.started_on else "not known"] for one in rows]
    return table(("Drug", "Dose", "Since"), told)


def schedule(journey: Journey) -> Table | None:
    """Open steps from today on, with the day and who does each: the practice, the center, the patient. `days` are for programs."""
    found = JourneyStep.objects.filter(journey=journey, state__in=OPEN, due_on__isnull=False).order_by("due_on", "code")[:MOST]
    rows = [(row, row.due_on) for row in found if row.due_on]
    titles = {step.code: step.title for step in protocol_for(journey).steps} if rows else {}
    told = [[staff_day(on), titles.get(row.code, row.code.replace("_", " ")), SIDES[Site(row.site)]] for row, on in rows]
    made = table(("Due", "What", "Who"), told)
    return made | {"days": [on.isoformat() for _, on in rows]} if made else None
