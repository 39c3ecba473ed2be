"""The head of every page about a patient: banner, alerts, tabs. Two statements.

Room: patients.pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.accounts.models import Site
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Alert, Banner, Button
from carecoord.ui.pieces import Tab
from patients import tabs
from patients.models import Allergy, Identifier, Medication, Patient
from patients.permissions import Permission
from patients.verbs.rows import today

MANY_ALERTS = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a record. `opens_chart` is False where the organization sees the header only."""

    patient_id: UUID
    banner: Banner
    tabs: tuple[Tab, ...]
    acts: tuple[Button, ...]
    version: int
    opens_chart: bool
    may_edit: bool
    is_deceased: bool
    name_in_text: str
    custodian: str


def find(actor: Actor, patient_id: UUID) -> Patient:
    """The patient with `mrn`, `opens_chart` and `here_zip`; DoesNotExist for whoever may not know of them."""
    mrn = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    here = Site.objects.filter(organization_id=actor.place_id, is_main=True).values("zip_code")[:1]
    people = Patient.objects.visible_to(actor).with_chart_flag(actor).select_related("custodian")
    return people.annotate(mrn=Subquery(mrn), here_zip=Subquery(here)).get(pk=patient_id)


def head(actor: Actor, patient: Patient, current: str) -> Head:
    opens_chart = bool(getattr(patient, "opens_chart", False))
    return Head(
        patient_id=patient.pk,
        banner=banner(actor, patient, alerts(patient) if opens_chart else ()),
        tabs=tabs.over(actor, patient.pk, current=current, opens_chart=opens_chart),
        acts=tabs.acts(actor, patient.pk) if opens_chart and not patient.is_deceased else (),
        version=patient.version,
        opens_chart=opens_chart,
        may_edit=opens_chart and may(actor, Permission.EDIT_RECORD, patient),
        is_deceased=patient.is_deceased,
        name_in_text=name_in_text(patient),
        custodian=patient.custodian.short_name,
    )


def name_in_text(patient: Patient) -> str:
    """As sentences say it: Ms. Okafor; without a title where none is known."""
    title = {"female": "Ms. ", "male": "Mr. "}.get(patient.sex, "")
    return f"{title}{patient.family_name}" if title else f"{patient.given_name} {patient.family_name}"


def banner(actor: Actor, patient: Patient, alerts: tuple[Alert, ...]) -> Banner:
    mrn = getattr(patient, "mrn", "") or ""
    died = (Alert(f"Died {staff_day(patient.deceased_at)}", "info"),) if patient.deceased_at else ()
    return Banner(
        name=patient.list_name,
        born_on=patient.birth_on,
        age=patient.age_on(today(actor)),
        sex=patient.get_sex_display(),
        mrn=mrn,
        mrn_of=actor.place.short_name if actor.place and mrn else "",
        alerts=died + alerts,
        href=reverse("patients:record", kwargs={"patient_id": patient.pk}),
    )


def alerts(patient: Patient) -> tuple[Alert, ...]:
    """Allergies, severe first, and medications that must be known, in one statement."""
    standing = {"patient": patient, "is_entered_in_error": False}
    allergies = Allergy.objects.filter(**standing).order_by("-is_severe", "substance").values_list(Value("allergy"), "substance")[:6]
    drugs = Medication.objects.filter(**standing, is_active=True, is_alert=True).order_by("name").values_list(Value("drug"), "name")[:4]
    found = list(allergies.union(drugs, all=True))
    return shortened([words for kind, words in found if kind == "allergy"], [words for kind, words in found if kind == "drug"])


def shortened(allergies: list[str], drugs: list[str]) -> tuple[Alert, ...]:
    """At most four boxes; long names are cut, the rest is counted, and the Facts page has all."""
    given = [Alert(f"Allergy: {cut(name)}", "warning") for name in allergies] + [Alert(f"On {cut(name)}", "exclaim") for name in drugs]
    more = len(given) - MANY_ALERTS
    return (*given[:MANY_ALERTS], Alert(f"{more} more under Facts", "info")) if more > 0 else tuple(given)


def cut(name: str, length: int = 28) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
