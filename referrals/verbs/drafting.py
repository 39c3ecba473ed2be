"""From the first word to sending: start a draft, keep what is typed, send it. Nothing reaches a center before `submit`."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.accounts.models import Organization, OrganizationKind
from carecoord.audit.trail import record
from patients.models import Patient
from referrals import intake, loop, sharing
from referrals.models import Referral, ReferralKind, Urgency
from referrals.permissions import Permission
from referrals.states import Stage

DRAFT_FIELDS = ("kind", "urgency", "reason", "products", "next_therapy_on", "agreed_on", "to_org", "typed")


def start(
    actor: Actor,
    patient_id: UUID,
    *,
    kind: ReferralKind = ReferralKind.CONSULT,
    continues: UUID | None = None,
    idempotency_key: str = "",
) -> Referral:
    """A new draft for a patient of one's own practice; the same idempotency key gives the same draft."""
    require(actor, Permission.DRAFT)
    patient = Patient.objects.chart_of(actor).get(pk=patient_id)
    if idempotency_key and (made := Referral.objects.filter(from_org_id=actor.place_id, idempotency_key=idempotency_key).first()):
        return made
    if patient.is_deceased:
        raise Refused("This patient has died; no referral can be started.", code="deceased")
    before = Referral.objects.visible_to(actor).get(pk=continues) if continues else None
    urgency = Urgency.URGENT if kind == ReferralKind.URGENT else Urgency.ROUTINE
    values: dict[str, Any] = {"patient": patient, "kind": kind, "urgency": urgency, "continues": before}
    values |= {"from_owner_id": actor.user_id, "created_by_id": actor.user_id, **(_carried_over(before) if before else {})}
    referral, is_new = _once(actor, idempotency_key, values)
    if is_new:
        record(actor, "referral.start", about=referral, patients=[patient.pk])
    return referral


def _once(actor: Actor, key: str, values: dict[str, Any]) -> tuple[Referral, bool]:
    """(draft, whether it was made now): of two presses at the same moment the second gets the first one's draft."""
    if not key:
        return Referral.objects.create(from_org_id=actor.place_id, **values), True
    return Referral.objects.get_or_create(from_org_id=actor.place_id, idempotency_key=key, defaults=values)


def _carried_over(before: Referral) -> dict[str, Any]:
    """What a heads-up, an appeal elsewhere or a transfer already said is not typed again."""
    return {name: getattr(before, name) for name in ("reason", "products", "next_therapy_on", "agreed_on", "typed")}


def save_draft(actor: Actor, referral_id: UUID, *, version: int, values: dict[str, Any]) -> Referral:
    """Keep what was typed. Autosave calls it too, so it writes no event and no notice."""
    referral = _draft(actor, referral_id, version=version)
    unknown = set(values) - set(DRAFT_FIELDS)
    if unknown:
        raise Refused(f"A draft has no {', '.join(sorted(unknown))}.", code="unknown_field")
    if values.get("to_org") is not None:
        _check_center(actor, values["to_org"])
    for name, value in values.items():
        setattr(referral, name, value)
    referral.version += 1
    referral.save(update_fields=[*values, "version"])
    record(actor, "referral.save_draft", about=referral, patients=[referral.patient_id], fields=values)
    return referral


def discard(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    """A draft that will not be sent leaves the lists; it stays in the record as entered in error."""
    referral, move = loop.begin(actor, referral_id, "mark_error", version=version)
    if referral.stage != Stage.DRAFT:
        raise Refused("It was sent already; cancel it instead.", code="wrong_stage")
    loop.advance(actor, referral, move, loop.Step(reason_code="twice"))
    return referral


def submit(actor: Actor, referral_id: UUID, *, version: int, centers: list[int] | None = None) -> list[Referral]:
    """Send to one center, or to several in parallel: freeze the packet, open it to each, start the clock.

    Returns one referral a center; the first is the draft itself.
    """
    referral, move = loop.begin(actor, referral_id, "submit", version=version)
    chosen = centers or ([referral.to_org_id] if referral.to_org_id else [])
    if not chosen:
        raise Refused("Choose the center first.", field="to_org", code="center_needed")
    targets = [_check_center(actor, center) for center in dict.fromkeys(chosen)]
    _check_ready(actor, referral, targets)
    group = uuid4() if len(targets) > 1 else referral.group
    out = [referral, *[_sibling(referral, target) for target in targets[1:]]]
    for row, target in zip(out, targets, strict=True):
        _send(actor, row, target, move, group)
    return out


def _send(actor: Actor, referral: Referral, center: Organization, move: Any, group: UUID | None) -> None:
    referral.to_org, referral.group, referral.submitted_at = center, group, timezone.now()
    packet = intake.freeze(actor, referral)
    referral.items_needed, referral.items_present = packet.needed, packet.present
    fields = ("to_org", "group", "submitted_at", "items_needed", "items_present")
    loop.advance(actor, referral, move, loop.Step(fields=fields, detail={"documents": packet.documents}))
    sharing.open_packet(referral)


def _sibling(referral: Referral, center: Organization) -> Referral:
    """The same request to another center, as a row of its own."""
    return Referral.objects.create(
        patient=referral.patient,
        from_org_id=referral.from_org_id,
        from_owner_id=referral.from_owner_id,
        created_by_id=referral.created_by_id,
        urgency=referral.urgency,
        kind=referral.kind,
        **_carried_over(referral),
    )


def _draft(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    referral = loop.lock(actor, referral_id)
    require(actor, Permission.DRAFT, referral)
    if referral.from_org_id != actor.place_id:
        raise NotAllowed("The practice that refers writes the draft.")
    loop.check_version(referral, version)
    if referral.stage != Stage.DRAFT:
        raise Refused("It was sent already; what was sent cannot be changed.", code="wrong_stage")
    return referral


def _check_center(actor: Actor, center: Organization | int) -> Organization:
    """An active center that one's practice has an open partnership with."""
    pk = center.pk if isinstance(center, Organization) else center
    partner = Q(practice_partnerships__practice_id=actor.place_id, practice_partnerships__until_on__isnull=True)
    found = Organization.objects.filter(partner, pk=pk, kind=OrganizationKind.CENTER, is_active=True).first()
    if found is None:
        raise Refused("Your practice has no partnership with this center.", field="to_org", code="no_partnership")
    return found


def _check_ready(actor: Actor, referral: Referral, targets: list[Organization]) -> None:
    if referral.agreed_on is None:
        raise Refused("Note the day the patient agreed to be contacted by the center.", field="agreed_on", code="consent_needed")
    already = Referral.objects.filter(patient_id=referral.patient_id, to_org__in=targets, is_open=True).select_related("to_org").first()
    if already is not None and already.to_org is not None:
        raise Refused(f"{already.to_org.short_name} already has an open referral of this patient.", field="to_org", code="already_open")
    missing = [item.label for target in targets for item in intake.missing_at_submit(actor, referral, target)]
    if missing:
        raise Refused(f"Still needed before sending: {', '.join(dict.fromkeys(missing))}.", code="incomplete")
