"""Signing a gate, storing the chain-of-identity id, and the two people who match identities. A person does these, never a program."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.accounts.models import Role
from carecoord.notifications import Kind
from referrals.models import Collection, Decision, GateSignature, IdentityCheck, Journey
from referrals.pathway import change, gates, journeys, road, whom
from referrals.pathway.protocol import Gate, Owner
from referrals.pathway.road import Road
from referrals.pathway.verbs import working

SIGNS: dict[Owner, tuple[str, frozenset[Role]]] = {
    Owner.CTP: ("center", frozenset({Role.CLINICIAN})),
    Owner.CTC: ("center", frozenset({Role.COORDINATOR, Role.NURSE})),
    Owner.RN: ("center", frozenset({Role.NURSE})),
    Owner.LAB: ("center", frozenset({Role.COORDINATOR, Role.NURSE, Role.PHARMACIST})),
    Owner.PHA: ("center", frozenset({Role.PHARMACIST})),
    Owner.APHU: ("center", frozenset({Role.COORDINATOR, Role.NURSE})),
    Owner.RO: ("practice", frozenset({Role.CLINICIAN})),
    Owner.RC: ("practice", frozenset({Role.COORDINATOR, Role.NURSE, Role.CLINICIAN})),
}


def sign_gate(
    actor: Actor, journey_id: UUID, *, version: int, gate: str, decision: Decision, meaning: str = "", reason: str = "", sha256: str = ""
) -> GateSignature:
    """Sign one gate in one's role. `sha256` is the fingerprint of what the signer was shown; a different state is refused.

    The view has asked for password or passkey again before it calls this.
    """
    journey = journeys.begin(actor, journey_id, "sign_gate", version=version)
    current = road.load(journey)
    rule = gate_of(current, gate)
    role = role_for(actor, current, rule)
    items = gates.evaluate(current, rule)
    signed = gates.content(current, rule, items)
    check_signing(current, rule, items, Decision(decision), reason)
    check_seen(actor, Decision(decision), sha256, gates.digest(signed))
    row = signature(actor, current, rule, role, signed, decision=decision, meaning=meaning, reason=reason)
    current.signatures.append(row)
    detail = {"gate": gate, "decision": str(decision), "role": str(role)}
    done = change.keep(actor, current, "sign_gate", journeys.Note(detail=detail))
    whom.tell(journey, Kind.GATE_SIGNED, {Owner.CTC, Owner.RC, *rule.signers}, done.event)
    return row


def signature(
    actor: Actor, current: Road, rule: Gate, role: Owner, signed: dict[str, Any], *, decision: Decision, meaning: str, reason: str
) -> GateSignature:
    if actor.user_id is None:
        raise NotAllowed("A person signs a gate.")
    return GateSignature.objects.create(
        journey=current.journey,
        gate=rule.code,
        attempt=attempt_of(current, rule),
        decision=decision,
        role=role,
        meaning=(meaning.strip() or rule.meaning or rule.title)[:200],
        reason=reason.strip()[:500],
        signer_id=actor.user_id,
        signer_name=actor.name,
        time_zone=actor.place.time_zone if actor.place else "UTC",
        signed=signed,
        sha256=gates.digest(signed),
    )


def check_seen(actor: Actor, decision: Decision, seen: str, now: str) -> None:
    """What is signed is what was shown; only a clinician signs against open items."""
    if seen and seen != now:
        raise Refused("Something changed since you opened this page. Look again before you sign.", code="changed_meanwhile")
    if decision == Decision.OVERRIDE and actor.role != Role.CLINICIAN:
        raise NotAllowed("Only a clinician signs against open items.")


def gate_of(current: Road, code: str) -> Gate:
    rule = next((gate for gate in current.protocol.gates if gate.code == code), None)
    if rule is None:
        raise Refused("This protocol has no such gate.", field="gate", code="unknown_gate")
    return rule


def attempt_of(current: Road, rule: Gate) -> int:
    return current.journey.attempt if rule.per_attempt else 1


def role_for(actor: Actor, current: Road, rule: Gate) -> Owner:
    """The first signer's role that the actor holds and that has not signed yet, else the first they hold."""
    held = [role for role in rule.signers if holds(actor, role)]
    if not held:
        raise NotAllowed("Your role does not sign this gate.")
    attempt = attempt_of(current, rule)
    signed = {one.role for one in current.signatures if one.gate == rule.code and one.attempt == attempt}
    return next((role for role in held if role not in signed), held[0])


def holds(actor: Actor, role: Owner) -> bool:
    side, jobs = SIGNS.get(role, ("", frozenset()))
    return actor.place is not None and actor.place.kind == side and actor.role in jobs


def check_signing(current: Road, rule: Gate, items: list[gates.Item], decision: Decision, reason: str) -> None:
    if gates.is_spent(rule, current.fixes):
        raise Refused("What this gate stands before has happened.", code="gate_spent")
    open_items = [item.need.label for item in items if not item.is_met]
    if decision == Decision.GO and open_items:
        raise Refused(f"Not met yet: {', '.join(open_items)}.", field="decision", code="items_open")
    if decision == Decision.OVERRIDE and not open_items:
        raise Refused("Every item is met; sign “go”.", field="decision", code="nothing_to_override")
    if decision != Decision.GO and not reason.strip():
        raise Refused("Write why.", field="reason", code="reason_needed")


def store_chain_id(actor: Actor, journey_id: UUID, *, version: int, chain_id: str, issuer: str) -> Collection:
    """Store the id that ties patient and cells, as its issuer wrote it. Once; nobody edits it after."""
    journey = journeys.begin(actor, journey_id, "store_chain_id", version=version, by=journeys.CENTER)
    if not chain_id.strip() or not issuer.strip():
        raise Refused("Write the id and who issued it.", field="chain_id", code="chain_id_needed")
    row = Collection.objects.select_for_update().get(journey=journey, attempt=journey.attempt)
    if row.chain_id:
        raise Refused("The chain-of-identity id is stored and is never edited.", field="chain_id", code="chain_id_stored")
    row.chain_id, row.issuer, row.stored_by_id, row.stored_at = chain_id.strip()[:80], issuer.strip()[:80], actor.user_id, timezone.now()
    row.save(update_fields=["chain_id", "issuer", "stored_by", "stored_at"])
    change.keep(actor, road.load(journey), "store_chain_id", journeys.Note(detail={"attempt": journey.attempt}))
    return row


def check_identity(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int, chain_id: str) -> IdentityCheck:
    """One of two people: reads the id off the label; it must be the stored one, letter for letter."""
    current, row = working.begin(actor, journey_id, step_id, "check_identity", version=version)
    if not current.rules[row.code].two_people:
        raise Refused("This step asks for no identity check.", code="no_check")
    if actor.user_id is None:
        raise NotAllowed("A person matches identities.")
    check_label(current.journey, chain_id)
    try:
        with transaction.atomic():
            done = IdentityCheck.objects.create(journey=current.journey, step=row, by_id=actor.user_id, by_name=actor.name)
    except IntegrityError:
        raise Refused("You have matched already; a second person must do it too.", code="same_person") from None
    change.keep(actor, current, "check_identity", working.note_of(current, row))
    return done


def check_label(journey: Journey, chain_id: str) -> None:
    stored = Collection.objects.filter(journey=journey, attempt=journey.attempt).values_list("chain_id", flat=True).first()
    if not stored:
        raise Refused("Store the chain-of-identity id first.", code="chain_id_missing")
    if chain_id.strip() != stored:
        raise Refused("The label does not match the stored id. Stop, and call the coordinator.", field="chain_id", code="no_match")
