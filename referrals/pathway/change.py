"""The common end of every verb of a journey: replan, readiness, signatures that no longer stand, rows, one event, notices.

The order matters: dates before gates, gates before readiness, everything before the event that tells of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carecoord.access.actor import Actor
from carecoord.notifications import Kind
from referrals.models import GateSignature, GateVoid, JourneyEvent
from referrals.pathway import gates, journeys, road, whom
from referrals.pathway.plan import Changes, Fix
from referrals.pathway.protocol import Owner
from referrals.pathway.road import Road

NOTHING = Changes((), (), (), ())


@dataclass(frozen=True)
class Done:
    """What a change did, for the verb to tell of."""

    event: JourneyEvent
    changes: Changes
    voided: tuple[GateSignature, ...]


def keep(
    actor: Actor,
    before: Road,
    verb: str,
    note: journeys.Note,
    *,
    fixes: Mapping[str, Fix] | None = None,
    source: str = "",
    locks: Iterable[GateSignature] = (),
) -> Done:
    """Write everything a verb changed on the locked journey. Steps it changed itself were `touch`ed; `locks` voids these signatures."""
    changes = NOTHING if fixes is None else road.replan(before, fixes)
    voided = no_longer_standing(before, before.fixes if fixes is None else fixes)
    voided += [(one, "A failure locked the gate") for one in locks if one not in [signature for signature, _ in voided]]
    before.signatures = [one for one in before.signatures if one.pk not in {signature.pk for signature, _ in voided}]
    road.save(before)
    fields = tuple(dict.fromkeys((*note.fields, *road.SUMMARY)))
    detail = note.detail | ({"moved": changes.count} if changes.count else {})
    event = journeys.write(actor, before.journey, verb, journeys.Note(note.reason_code, detail, note.step, fields))
    if fixes is not None:
        road.keep_anchors(before, fixes, event, source=source)
    void(before, voided, event)
    return Done(event, changes, tuple(signature for signature, _ in voided))


def no_longer_standing(current: Road, fixes: Mapping[str, Fix]) -> list[tuple[GateSignature, str]]:
    """Signatures of gates still ahead whose signed items no longer hold, each with what changed."""
    known_gates = {gate.code for gate in current.protocol.gates}
    gone = [(one, "The protocol followed now has no such gate") for one in current.signatures if one.gate not in known_gates]
    named = [one for one in current.signatures if one.gate in known_gates]
    ahead = [one for one in named if not gates.is_spent(current.protocol.gate(one.gate), fixes)]
    if not ahead:
        return gone
    known = gates.ask(current, current.protocol.gate(ahead[0].gate), fixes=fixes)
    now = {}
    for code in {one.gate for one in ahead}:
        gate = current.protocol.gate(code)
        items = gates.evaluate(current, gate, known=gates.again(known, gate))
        now[code] = gates.content(current, gate, items, fixes)
    return gone + [(one, why) for one in ahead if (why := gates.broken(one, now[one.gate]))]


def void(current: Road, voided: list[tuple[GateSignature, str]], event: JourneyEvent) -> None:
    """The signature stays in the history, struck through; who signed is told."""
    if not voided:
        return
    rows = [GateVoid(signature=one, journey=current.journey, event=event, why=why[:300]) for one, why in voided]
    GateVoid.objects.bulk_create(rows)
    signers = [(place_of(current, one), one.signer_id) for one, _ in voided]
    whom.tell(current.journey, Kind.GATE_VOIDED, (), event, also=signers)


def place_of(current: Road, signature: GateSignature) -> int:
    at_practice = Owner(signature.role) in whom.AT_PRACTICE
    return current.journey.practice_id if at_practice else current.journey.center_id


def tell_moved(current: Road, done: Done) -> None:
    """Those whose steps got another date, and only those: their doers, and whom the protocol names beside them."""
    codes = done.changes.codes & set(current.rules)
    steps = [current.rules[code] for code in codes]
    roles = {role for step in steps for role in (step.owner, *step.with_, *step.concerns)}
    given = {(row.owner_org_id, row.assignee_id) for row in current.touched.values() if row.assignee_id and row.code in codes}
    whom.tell(current.journey, Kind.JOURNEY_MOVED, roles - whom.AT_HOME, done.event, also=[(a, b) for a, b in given if b])
    if roles & whom.AT_HOME or any(step.for_patient for step in steps):
        whom.tell_home(current.journey, Kind.ROAD_NEWS, done.event)
