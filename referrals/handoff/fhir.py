"""The hand-off as an R4 document Bundle: a Composition with its sections, a CarePlan of the dated tasks, and what they refer to. Pure.

Room: referrals.handoff. Resources of the record itself are exported by `patients.fhir`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.utils.html import escape

from carecoord.accounts.models import Organization
from carecoord.interop.codes import LOINC
from patients.fhir.export import people
from patients.fhir.export.parts import Json, about, at, codeable, entries, present, term
from patients.models import Identifier
from referrals.handoff.pdf import sections_of
from referrals.handoff.states import HandOffState
from referrals.models import HandOff, Journey

# Status of a Composition: what is signed is final, what a later version replaced is amended no more.
STATUS = {HandOffState.DRAFT: "preliminary", HandOffState.SUPERSEDED: "amended"}
DISCHARGE_SUMMARY = ("18842-5", "Discharge summary")
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">'


def document(row: HandOff, journey: Journey) -> Json:
    """The Composition first, as a document Bundle asks."""
    numbers = Identifier.objects.filter(patient=journey.patient_id).order_by("system", "value")
    plan = care_plan(row, journey)
    resources = [
        composition(row, journey, plan),
        people.patient(journey.patient, numbers),
        *(organization(one) for one in (journey.center, journey.practice)),
        *([plan] if plan else []),
    ]
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{row.pk}"},
        "timestamp": at(row.signed_at or row.drafted_at),
        "entry": entries(resources),
    }


def composition(row: HandOff, journey: Journey, plan: Json | None) -> Json:
    signed = {"mode": "legal", "time": at(row.signed_at), "party": {"display": row.signed_name}} if row.signed_at else None
    return present(
        resourceType="Composition",
        id=str(row.pk),
        status=STATUS.get(HandOffState(row.state), "final"),
        type=codeable(DISCHARGE_SUMMARY[1], (LOINC, DISCHARGE_SUMMARY[0])),
        subject=about(journey.patient_id),
        date=at(row.signed_at or row.drafted_at),
        author=[{"display": row.signed_name or row.drafted_name}],
        title=f"Hand-off after CAR-T, version {row.number}",
        attester=[signed] if signed else [],
        custodian={"reference": f"urn:uuid:{organization_id(journey.center)}"},
        section=[section(one, plan if one["code"] == "schedule" else None) for one in sections_of(row.content)],
    )


def section(one: dict[str, Any], plan: Json | None) -> Json:
    told = [(label, value) for label, value in one["fields"] if value]
    body = "".join(f"<p><b>{escape(label)}</b>: {escape(value)}</p>" for label, value in told) + table(one["table"])
    return present(
        title=one["title"],
        code={"text": one["code"]},
        text={"status": "generated", "div": f"{XHTML}{body or '<p>Not known.</p>'}</div>"},
        entry=[{"reference": f"urn:uuid:{plan['id']}"}] if plan else [],
        emptyReason=term("list-empty-reason", "unavailable") if not body else None,
    )


def table(given: dict[str, Any] | None) -> str:
    if not given:
        return ""
    heads = "".join(f"<th>{escape(head)}</th>" for head in given["heads"])
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in given["rows"])
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def care_plan(row: HandOff, journey: Journey) -> Json | None:
    """An activity for each dated task, as it stood when the version was drafted."""
    given = row.content.get("schedule", {}).get("table")
    if not given or not given.get("days"):
        return None
    tasks = zip(given["rows"], given["days"], strict=True)
    return present(
        resourceType="CarePlan",
        id=str(uuid5(row.pk, "care-plan")),
        status="draft" if row.state == HandOffState.DRAFT else "active",
        intent="plan",
        subject=about(journey.patient_id),
        created=at(row.drafted_at),
        activity=[activity(what, who, day) for (_, what, who), day in tasks],
    )


def activity(what: str, who: str, day: str) -> Json:
    performer = [{"display": who}]
    return {
        "detail": {
            "status": "scheduled",
            "description": what,
            "scheduledPeriod": {"start": day, "end": day},
            "performer": performer,
        }
    }


def organization(one: Organization) -> Json:
    telecom = [{"system": "phone", "value": one.phone}] if one.phone else []
    return present(resourceType="Organization", id=str(organization_id(one)), name=one.name, telecom=telecom)


def organization_id(one: Organization) -> UUID:
    """The same in every document of this house."""
    return uuid5(UUID(int=0), f"organization/{one.pk}")
