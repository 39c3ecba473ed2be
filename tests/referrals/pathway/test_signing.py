"""Gates: items, signatures, overrides, what voids them; chain of identity and its two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.models import Collection, Decision, GateSignature, GateVoid, Journey
from referrals.pathway import gates, journeys, road, verbs
from tests.cast import Cast
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def ready_for_g2(cast: Cast) -> Journey:
    journey = trip.started(cast)
    trip.force(journey, "consult", came="yes", patient_agrees="yes")
    trip.force(journey, "consult_note")
    trip.force(journey, "selection_meeting", decision="treat", product="cilta-cel", rationale="Fits")
    return journey


def items(cast: Cast, journey: Journey, code: str) -> list[gates.Item]:
    with acting(cast.actor("chen")) as chen:
        current = road.load(journeys.seen(chen, journey.pk))
        return gates.evaluate(current, current.protocol.gate(code))


def test_items_say_what_stands_in_the_way(cast: Cast) -> None:
    journey = trip.started(cast)
    found = {item.need.label: item for item in items(cast, journey, "G2")}
    assert not any(item.is_met for item in found.values())
    note = found["Consult note sent to the practice"]
    assert note.step is not None
    assert note.verdict.why.startswith("Not done")
    assert found["Patient agrees"].verdict.why == "Not known"


def test_signing_stores_name_time_meaning_and_fingerprint(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    row = trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    assert (row.signer_name, row.role, row.time_zone) == ("Dr. Wei Chen", "CTP", "America/Chicago")
    assert row.sha256 == gates.digest(row.signed)
    assert [item["met"] for item in row.signed["items"]] == [True, True, True]
    assert row.meaning
    with truth():
        assert Notification.objects.filter(kind=Kind.GATE_SIGNED).exists()


def test_what_waited_for_the_gate_is_ready(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    assert trip.step(journey, "request_slot").state == "blocked"
    trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    assert trip.step(journey, "request_slot").state == "ready"


def test_who_may_sign(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    for who in ("bo", "nan", "rae", "ana"):
        with pytest.raises(NotAllowed):
            trip.do(cast, who, "sign_gate", journey, gate="G2", decision=Decision.GO)


def test_go_only_when_all_is_met(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    assert refused.value.code == "items_open"
    with pytest.raises(Refused) as refused:
        trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.OVERRIDE)
    assert refused.value.field == "reason"
    row = trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.OVERRIDE, reason="Note is dictated.")
    assert row.decision == Decision.OVERRIDE
    assert trip.step(journey, "request_slot").state == "blocked"  # its own predecessors are still open


def test_not_yet_is_signed_too_and_opens_nothing(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.NOT_YET, reason="Echo first.")
    assert trip.step(journey, "request_slot").state == "blocked"


def test_what_was_shown_is_what_is_signed(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO, sha256="0" * 64)
    assert refused.value.code == "changed_meanwhile"


def test_a_later_change_voids_the_signature(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    signature = trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    trip.on_step(cast, "bo", "reopen", trip.step(journey, "consult_note"), reason="Wrong patient's note.")
    with truth():
        void = GateVoid.objects.get(signature=signature)
        told = Notification.objects.filter(kind=Kind.GATE_VOIDED).values_list("recipient__email", flat=True)
        assert set(told) == {"chen@lakeside.example"}
    assert "Consult note" in void.why
    assert trip.step(journey, "request_slot").state == "blocked"


def test_moving_its_date_voids_it_but_another_date_does_not(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    days = trip.days(journey)
    trip.do(cast, "bo", "move_anchor", journey, code="LD1", on=days["LD1"] + timedelta(days=7))
    with truth():
        assert not GateVoid.objects.exists()
    trip.do(cast, "bo", "move_anchor", journey, code="SLOT", on=days["SLOT"] + timedelta(days=2))
    with truth():
        assert GateVoid.objects.count() == 1


def test_both_signers_are_needed(cast: Cast) -> None:
    """G3 wants physician and coordinator; one alone opens nothing."""
    journey = trip.started(cast)
    why = {"decision": Decision.OVERRIDE, "reason": "For this test."}
    with acting(cast.actor("bo")) as bo:
        current = road.load(journeys.seen(bo, journey.pk))
        rule = current.protocol.gate("G3")
    assert [str(role) for role in rule.signers] == ["CTP", "CTC"]
    with pytest.raises(NotAllowed, match="clinician"):
        trip.do(cast, "bo", "sign_gate", journey, gate="G3", **why)
    trip.do(cast, "chen", "sign_gate", journey, gate="G3", **why)
    with truth():
        assert GateSignature.objects.get(gate="G3").attempt == 1


def test_histories_only_grow(cast: Cast) -> None:
    journey = ready_for_g2(cast)
    row = trip.do(cast, "chen", "sign_gate", journey, gate="G2", decision=Decision.GO)
    with truth(), pytest.raises(Exception, match="append-only"), transaction.atomic():
        GateSignature.objects.filter(pk=row.pk).update(meaning="Other")


def test_the_chain_id_is_stored_once(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(NotAllowed):
        trip.do(cast, "rae", "store_chain_id", journey, chain_id="A999926123456", issuer="Maker")
    trip.do(cast, "bo", "store_chain_id", journey, chain_id=" A999926123456 ", issuer="Maker")
    with pytest.raises(Refused) as refused:
        trip.do(cast, "bo", "store_chain_id", journey, chain_id="B", issuer="Maker")
    assert refused.value.code == "chain_id_stored"
    with truth():
        assert Collection.objects.get(journey=journey).chain_id == "A999926123456"
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            Collection.objects.filter(journey=journey).update(chain_id="C")


def test_two_different_people_match_the_label(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "apheresis")
    row = trip.step(journey, "apheresis")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "nan", "check_identity", row, chain_id="X1")
    assert refused.value.code == "chain_id_missing"
    trip.do(cast, "bo", "store_chain_id", journey, chain_id="X1", issuer="Maker")
    trip.reach(journey, "apheresis")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "nan", "check_identity", row, chain_id="X2")
    assert refused.value.code == "no_match"
    trip.on_step(cast, "nan", "check_identity", row, chain_id="X1")
    trip.reach(journey, "apheresis")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "nan", "check_identity", row, chain_id="X1")
    assert refused.value.code == "same_person"
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "bo", "complete", row, answers=trip.answers("apheresis"))
    assert refused.value.code == "identity_needed"
    trip.on_step(cast, "chen", "check_identity", row, chain_id="X1")


def test_a_program_signs_nothing(cast: Cast) -> None:
    from carecoord.access.actor import Actor

    journey = ready_for_g2(cast)
    lakeside = cast.organizations["lakeside"].pk
    program = Actor(client_id="ehr", organization_id=lakeside, scopes=frozenset({"referrals.write"}))
    with pytest.raises((NotAllowed, Journey.DoesNotExist)), acting(program) as actor:
        verbs.sign_gate(actor, journey.pk, version=trip.now(journey).version, gate="G2", decision=Decision.GO)
