"""What the record knows already, filled into a new hand-off. Everything can be changed before it is signed.

Room: referrals.handoff. Reads only; what is signed is frozen and never read again from the record.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.dates import staff_day
from patients.clinical.registry import run
from patients.models import Caregiver, Diagnosis, PerformanceStatus, TherapyLine
from referrals.handoff import tables
from referrals.handoff.sections import EMERGENCY, TRIGGERS, Content
from referrals.models import Collection, Journey, MonitoringEntry, ToxicityEpisode
from referrals.monitoring.clock import day_number, local_day
from referrals.monitoring.infused import infused_on
from referrals.monitoring.questions import QUESTIONS, in_words

IRRADIATED_DAYS = 90  # at least, after infusion (Kansagra 2020; Mohty 2022)
VACCINES = (("influenza_inactivated", "Influenza"), ("covid19", "COVID-19"), ("inactivated_other", "other inactivated"), ("live", "live"))


def content_of(actor: Actor, journey: Journey) -> Content:
    """A new version's content: every section, with what is known today."""
    infused, today = infused_on(journey), local_day(timezone.now(), journey.center.time_zone)
    fields: dict[str, dict[str, Any]] = {
        "header": header(actor, journey, infused, today),
        "treatment": {"indication": indication(journey), "setting": setting(journey)},
        "acute": acute(journey),
        "status": status(journey),
        "medicines": {},
        "restrictions": restrictions(infused),
        "schedule": {},
        "call": {"triggers": TRIGGERS},
        "immunity": {"vaccines": vaccines(infused)},
        "disease": {},
        "psychosocial": {"caregiver": caregivers(journey)},
        "pending": {"follow_up_owner": journey.practice.name},
        "education": {},
    }
    rows = {
        "acute": tables.episodes(journey),
        "status": tables.results(journey),
        "medicines": tables.medicines(journey),
        "schedule": tables.schedule(journey),
    }
    return {code: {"fields": {k: v for k, v in found.items() if v}, "table": rows.get(code)} for code, found in fields.items()}


def header(actor: Actor, journey: Journey, infused: date | None, today: date) -> dict[str, Any]:
    chain = Collection.objects.filter(journey=journey).order_by("-attempt").values_list("chain_id", flat=True).first()
    return {
        "product": journey.protocol.product,
        "chain_id": chain or "",
        "infused_on": infused.isoformat() if infused else "",
        "day": str(day_number(infused, today)) if infused else "",
        "center": journey.center.name,
        "practice": journey.practice.name,
        "call_line": journey.center.phone,
        "coordinator": journey.coordinator.name if journey.coordinator else "",
        "physician": journey.referral.decider.name if journey.referral.decider else "",
        "emergency": EMERGENCY,
    }


def indication(journey: Journey) -> str:
    diagnosis = Diagnosis.objects.filter(patient=journey.patient_id, is_entered_in_error=False).first()
    lines = TherapyLine.objects.filter(patient=journey.patient_id, is_entered_in_error=False).order_by("number")
    told = [f"{line.number}. {line.regimen}{f', {line.best_response}' if line.best_response else ''}" for line in lines]
    return "\n".join([*([diagnosis.display] if diagnosis else []), *told])


def setting(journey: Journey) -> str:
    return {True: "outpatient", False: "inpatient", None: ""}[journey.is_outpatient]


def acute(journey: Journey) -> dict[str, str]:
    """Peaks from what a physician confirmed, and from the checks where nobody has."""
    checks = list(MonitoringEntry.objects.filter(journey=journey).standing().order_by("at"))
    known = list(ToxicityEpisode.objects.filter(journey=journey).real())
    told = [episode_words(one) for one in known]
    for name, attribute in (("crs", "crs"), ("icans", "icans")):
        if not any(one.kind == name for one in known):
            told.append(peak_words(name.upper(), [(one.day_on, getattr(one, attribute)) for one in checks]))
    given = [f"{staff_day(one.day_on)}: {drug_words(one)}" for one in checks if drug_words(one)]
    return {"course": "\n".join(told), "drugs": "\n".join(given)}


def episode_words(one: ToxicityEpisode) -> str:
    grade = f"worst grade {one.peak_grade}" if one.peak_grade is not None else "not graded"
    until = f" until {staff_day(one.ended_on)}" if one.ended_on else ", under way"
    return f"{one.get_kind_display()}: {grade}, from {staff_day(one.onset_on)}{until}"


def peak_words(name: str, days: list[tuple[date, int | None]]) -> str:
    known = [(grade, on) for on, grade in days if grade is not None]
    if not known:
        return f"{name}: not known, no check has a grade"
    worst, on = max(known, key=lambda pair: pair[0])
    return f"{name}: worst grade {worst} on {staff_day(on)}, from the checks" if worst else f"{name}: none, from the checks"


def drug_words(one: MonitoringEntry) -> str:
    """Drugs of one check that treat a side effect."""
    given = [drug for drug in one.answers.get("drugs", {}).get("value", []) if drug not in ("none", "acetaminophen")]
    doses = one.answers.get("doses", {}).get("value", "")
    named = in_words(QUESTIONS["drugs"], {"value": given}) if given else ""
    return " ".join(part for part in (named, f"({doses})" if doses and given else "") if part)


def status(journey: Journey) -> dict[str, str]:
    ecog = PerformanceStatus.objects.filter(patient=journey.patient_id, is_entered_in_error=False).order_by("-assessed_on").first()
    newest = MonitoringEntry.objects.filter(journey=journey).standing().first()
    sample = MonitoringEntry.objects.filter(journey=journey, sample__isnull=False).standing().select_related("sample").first()
    return {
        "ecog": f"{ecog.ecog}, {staff_day(ecog.assessed_on)}" if ecog and ecog.ecog is not None else "",
        "vitals": vitals(newest) if newest else "",
        "handwriting": f"{sample.sample.title}, {staff_day(sample.day_on)}" if sample and sample.sample else "",
    }


def vitals(one: MonitoringEntry) -> str:
    keys = ("temperature", "heart_rate", "systolic", "diastolic", "spo2")
    told = [f"{QUESTIONS[key].label} {in_words(QUESTIONS[key], one.answers[key])}" for key in keys if key in one.answers]
    return f"{', '.join(told)} ({staff_day(one.day_on)})" if told else ""


def restrictions(infused: date | None) -> dict[str, str]:
    """By the product labels of June 2025; a center may write later days."""
    if infused is None:
        return {}
    found = run("restrictions", {"infusion_date": {"value": infused.isoformat()}, "label": {"value": "2025"}})
    return {
        "no_driving_until": found["no_driving_until"],
        "stay_near_until": found["stay_near_until"],
        "irradiated_until": (infused + timedelta(days=IRRADIATED_DAYS)).isoformat(),
        "live_vaccines": f"None before {earliest('live', infused)}, and only after review",
    }


def vaccines(infused: date | None) -> str:
    if infused is None:
        return ""
    return "\n".join(f"{name}: from {earliest(code, infused)}" for code, name in VACCINES)


def earliest(vaccine: str, infused: date) -> str:
    found = run("vaccine_earliest", {"vaccine": {"value": vaccine}, "infusion_date": {"value": infused.isoformat()}})
    return staff_day(date.fromisoformat(found["earliest"]))


def caregivers(journey: Journey) -> str:
    rows = Caregiver.objects.filter(patient=journey.patient_id, is_entered_in_error=False)
    return ", ".join(f"{one.name} ({one.relationship or 'caregiver'}) {one.phone}".strip() for one in rows[:3])
