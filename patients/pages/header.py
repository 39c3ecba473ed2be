"""The head of every page about a patient: banner, alerts, tabs. Two statements.

Room: patients.pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value

from carecoord.access.actor import Actor
from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.access.permissions import may
from carecoord.accounts.models import Site
from carecoord.ui.dates import staff_moment
from carecoord.ui.parts import Alert, Banner, Button, Tone
from carecoord.ui.pieces import Said, Tab
from patients import tabs, warnings
from patients.banner import Known, alerts_of, banner
from patients.models import Allergy, Identifier, Medication, Patient
from patients.permissions import Permission
from patients.verbs.rows import today


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a record. `opens_chart` is False where the organization sees the header only; `said` tells of emergency access."""

    patient_id: UUID
    banner: Banner
    tabs: tuple[Tab, ...]
    acts: tuple[Button, ...]
    version: int
    opens_chart: bool
    takes_writing: bool
    may_edit: bool
    is_deceased: bool
    name_in_text: str
    custodian: str
    said: Said | None


def find(actor: Actor, patient_id: UUID) -> Patient:
    """The patient with `mrn`, `opens_chart`, `here_zip` and `emergency_until`; DoesNotExist for whoever may not know of them."""
    mrn = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    here = Site.objects.filter(organization_id=actor.place_id, is_main=True).values("zip_code")[:1]
    broken = PersonalGrant.objects.held_by(actor).filter(patient_id=OuterRef("pk"), source=PersonalSource.BREAK_GLASS)
    until = Subquery(broken.order_by("-ends_at").values("ends_at")[:1])
    people = Patient.objects.visible_to(actor).with_chart_flag(actor).select_related("custodian")
    known = people.annotate(mrn=Subquery(mrn), here_zip=Subquery(here), emergency_until=until)
    return known.annotate(**warnings.asked(today(actor))).get(pk=patient_id)


def head(actor: Actor, patient: Patient, current: str) -> Head:
    opens_chart, writes = (bool(getattr(patient, name, False)) for name in ("opens_chart", "takes_writing"))
    return Head(
        patient_id=patient.pk,
        banner=banner(actor, Known.of(patient), today=today(actor), alerts=alerts(patient) if opens_chart else ()),
        tabs=tabs.over(actor, patient.pk, current=current, opens_chart=opens_chart),
        acts=tabs.acts(actor, patient.pk) if writes and not patient.is_deceased else (),
        version=patient.version,
        opens_chart=opens_chart,
        takes_writing=writes,
        may_edit=writes and may(actor, Permission.EDIT_RECORD, patient),
        is_deceased=patient.is_deceased,
        name_in_text=name_in_text(patient),
        custodian=patient.custodian.short_name,
        said=None if writes else emergency(patient),
    )


def emergency(patient: Patient) -> Said | None:
    """Over every page of a record that is open for an emergency alone."""
    until = getattr(patient, "emergency_until", None)
    if until is None:
        return None
    text = f"You may read this record and not write in it. The privacy officer of {patient.custodian.short_name} reviews your reason."
    return Said(f"Emergency access until {staff_moment(until)}.", text, Tone.YOU)


def name_in_text(patient: Patient) -> str:
    """As sentences say it: Ms. Okafor; without a title where none is known."""
    title = {"female": "Ms. ", "male": "Mr. "}.get(patient.sex, "")
    return f"{title}{patient.family_name}" if title else f"{patient.given_name} {patient.family_name}"


def alerts(patient: Patient) -> tuple[Alert, ...]:
    """Allergies, severe first, and medications that must be known, in one statement."""
    standing = {"patient": patient, "is_entered_in_error": False}
    allergies = Allergy.objects.filter(**standing).order_by("-is_severe", "substance").values_list(Value("allergy"), "substance")[:6]
    drugs = Medication.objects.filter(**standing, is_active=True, is_alert=True).order_by("name").values_list(Value("drug"), "name")[:4]
    found = list(allergies.union(drugs, all=True))
    given, taken = ([words for kind, words in found if kind == wanted] for wanted in ("allergy", "drug"))
    return alerts_of(given, taken, warnings.of(patient))
