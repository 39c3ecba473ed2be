"""The summary of a record: lines of therapy, results, caregivers, documents, support.

Room: patients.pages. Eleven statements with the header, whatever the record holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Count, DateField, Value, Window
from django.db.models.functions import Cast
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.interop.zips import miles_between
from carecoord.ui.charts import Bar, Line, TherapyChart, Transplant
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Fact, Side, Tag, Tone
from patients.models import (
    Caregiver,
    CaregiverState,
    Coverage,
    Diagnosis,
    Document,
    LineDrug,
    Patient,
    PerformanceStatus,
    Refractory,
    TherapyLine,
)
from patients.pages import exposure
from patients.pages.documents import DocumentRow, document_row
from patients.pages.duplicates import Twins, twins
from patients.pages.header import Head, head
from patients.pages.results import Row, summary_rows
from patients.verbs.rows import today

DOCUMENTS = 4


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the table under the picture."""

    label: str
    href: str
    regimen: str
    started_on: date
    stopped_on: date | None
    response: str
    stopped_for: str
    refractory: str


@dataclass(frozen=True, slots=True)
class CaregiverRow:
    name: str
    about: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Record:
    head: Head
    disease: str
    chart: TherapyChart
    lines: tuple[LineRow, ...]
    exposure: tuple[Fact, ...]
    results: tuple[Row, ...]
    caregivers: tuple[CaregiverRow, ...]
    lacks_backup: bool
    documents: tuple[DocumentRow, ...]
    document_count: int
    support: tuple[Fact, ...]
    twins: Twins


def record(actor: Actor, patient: Patient) -> Record:
    standing = {"patient": patient, "is_entered_in_error": False}
    lines = list(TherapyLine.objects.filter(**standing).order_by("-number"))
    drugs = drugs_of(patient)
    caregivers = list(Caregiver.objects.filter(**standing).order_by("is_backup", "name")[:12])
    documents = list(
        Document.objects.filter(**standing)
        .select_related("organization")
        .annotate(total=Window(Count("pk")))
        .order_by("-recorded_at")[:DOCUMENTS]
    )
    return Record(
        head=head(actor, patient, "patients:record"),
        disease=disease_of(patient),
        chart=chart_of(lines, today(actor), actor),
        lines=tuple(line_row(line, drugs.get(line.pk, [])) for line in lines),
        exposure=exposure.in_words(exposure.exposure([line.number for line in lines], list(chain(*drugs.values())))),
        results=tuple(summary_rows(patient)),
        caregivers=tuple(caregiver_row(caregiver) for caregiver in caregivers),
        lacks_backup=not any(caregiver.is_backup for caregiver in caregivers),
        documents=tuple(document_row(document) for document in documents),
        document_count=getattr(documents[0], "total", 0) if documents else 0,
        support=support_of(actor, patient),
        twins=twins(actor, patient),
    )


def drugs_of(patient: Patient) -> dict[Any, list[LineDrug]]:
    found: dict[Any, list[LineDrug]] = {}
    for drug in LineDrug.objects.filter(patient=patient, is_entered_in_error=False).order_by("name"):
        found.setdefault(drug.line_id, []).append(drug)
    return found


def disease_of(patient: Patient) -> str:
    """The myeloma in one line: "IgG kappa, diagnosed 03-May-2019 · R-ISS II · 1q gain"; empty where none is recorded."""
    known = Diagnosis.objects.filter(patient=patient, is_entered_in_error=False, icd10__startswith="C90.0").order_by("-diagnosed_on")
    myeloma = known.first()
    if myeloma is None:
        return ""
    kind = myeloma.get_myeloma_type_display() if myeloma.myeloma_type else myeloma.display
    since = f"{kind}, diagnosed {staff_day(myeloma.diagnosed_on)}" if myeloma.diagnosed_on else kind
    stage = f"R-ISS {myeloma.r_iss}" if myeloma.r_iss else f"ISS {myeloma.iss}" if myeloma.iss else "Stage not known"
    return " · ".join([since, stage, *myeloma.cytogenetics[:3]])


def line_row(line: TherapyLine, drugs: Sequence[LineDrug]) -> LineRow:
    names = ", ".join(drug.name.lower() for drug in drugs)
    regimen = f"{line.regimen} ({names})" if names and names != line.regimen.lower() else line.regimen
    return LineRow(
        label=f"Line {line.number}",
        href=reverse("patients:correct_fact", kwargs={"patient_id": line.patient_id, "kind": "lines", "fact_id": line.pk}),
        regimen=f"{regimen}, auto transplant {staff_day(line.transplant_on)}" if line.transplant_on else regimen,
        started_on=line.started_on,
        stopped_on=line.stopped_on,
        response=line.get_best_response_display() if line.best_response else "Not known",
        stopped_for=line.get_stop_reason_display() if line.stopped_on else "Still given",
        refractory=refractory_words(drugs),
    )


def refractory_words(drugs: Sequence[LineDrug]) -> str:
    """Drugs with a yes by name; unknown is said, never taken for no."""
    yes = [drug.name for drug in drugs if drug.refractory == Refractory.YES]
    unknown = [drug.name for drug in drugs if drug.refractory == Refractory.UNKNOWN]
    if not drugs or len(unknown) == len(drugs):
        return "Not known"
    said = ", ".join(yes).capitalize() if yes else "None"
    return f"{said}; not known: {', '.join(unknown).lower()}" if unknown else said


def chart_of(lines: Sequence[TherapyLine], day: date, actor: Actor) -> TherapyChart:
    return TherapyChart(
        lines=tuple(Line(f"Line {line.number}", (bar_of(line),)) for line in reversed(lines)),
        today=day,
        transplants=tuple(Transplant(line.transplant_on) for line in reversed(lines) if line.transplant_on),
    )


def bar_of(line: TherapyLine) -> Bar:
    progressed = line.stop_reason == "progression"
    response = line.get_best_response_display() if line.best_response else ""
    words = f"{response}, then progressed" if response and progressed else response
    return Bar(line.started_on, line.stopped_on, line.regimen, words, progressed=progressed, side=Side.PRACTICE)


CAREGIVER_TAGS = {
    CaregiverState.NAMED: Tag("Named", Tone.DONE),
    CaregiverState.PENDING: Tag("Asked to sign in", Tone.PLAIN, "requested"),
    CaregiverState.CONFIRMED: Tag("Signs in", Tone.DONE),
    CaregiverState.REVOKED: Tag("Access ended", Tone.PLAIN, "lock"),
    CaregiverState.EXPIRED: Tag("Access over", Tone.PLAIN, "clock"),
}


def caregiver_row(caregiver: Caregiver) -> CaregiverRow:
    facts = [caregiver.relationship, "backup" if caregiver.is_backup else "", caregiver.availability]
    facts.append({True: "drives", False: "does not drive"}.get(caregiver.drives, "") if caregiver.drives is not None else "")
    about = " · ".join(filter(None, facts)) or "Relationship not known"
    return CaregiverRow(caregiver.name, about, CAREGIVER_TAGS[CaregiverState(caregiver.state)])


def support_of(actor: Actor, patient: Patient) -> tuple[Fact, ...]:
    """How far, in which language, who pays, how well: the last two in one statement."""
    standing = {"patient": patient, "is_entered_in_error": False}
    nothing = Cast(Value(None), DateField())
    pays = Coverage.objects.filter(**standing, is_primary=True).values_list(Value("payer"), "payer", nothing)[:1]
    performance = PerformanceStatus.objects.filter(**standing, ecog__isnull=False).order_by("-assessed_on")
    well = performance.values_list(Value("ecog"), Cast("ecog", Coverage._meta.get_field("payer")), "assessed_on")[:1]
    found = {kind: (words, day) for kind, words, day in pays.union(well, all=True)}
    payer, ecog = found.get("payer", ("Not known", None))[0], found.get("ecog")
    return (
        Fact("Distance", distance(actor, patient)),
        Fact("Language", language_words(patient), "interpreter needed" if patient.needs_interpreter else ""),
        Fact("Performance", f"ECOG {ecog[0]}, {staff_day(ecog[1])}" if ecog and ecog[1] else "Not known"),
        Fact("Insurance", payer),
        Fact("Phone", patient.phone or "Not known"),
    )


def distance(actor: Actor, patient: Patient) -> str:
    miles = miles_between(patient.zip_code, getattr(patient, "here_zip", "") or "")
    where = actor.place.short_name if actor.place else ""
    return f"{miles or 'under 1'} mi to {where}" if miles is not None else "Not known"


LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "tl": "Tagalog",
    "ko": "Korean",
    "ar": "Arabic",
    "ru": "Russian",
    "fr": "French",
    "pt": "Portuguese",
}


def language_words(patient: Patient) -> str:
    return LANGUAGES.get(patient.language.split("-")[0].lower(), patient.language or "Not known")
