"""The end of the loop: the outcome goes back and is acknowledged, or the referral is cancelled, lost, closed and perhaps reopened."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications import death
from patients.models import Document
from referrals import loop, sharing
from referrals.clock import due_after
from referrals.models import Outcome, PacketDocument, Referral
from referrals.reasons import CloseException, LostReason
from referrals.states import DECIDED, Side, Stage

REOPEN_WITHIN = timedelta(days=90)
RECEIVER = frozenset({Side.RECEIVER})
SENDER = frozenset({Side.SENDER})


def send_outcome(
    actor: Actor, referral_id: UUID, *, version: int, text: str, follow_up_owner: str, document: UUID | None = None, patient_words: str = ""
) -> Outcome:
    """Tell the practice how it ended and who follows the patient; the practice must acknowledge it."""
    referral = loop.lock(actor, referral_id)
    loop.check_permission(actor, referral, "send_outcome", RECEIVER)
    loop.check_version(referral, version)
    if Stage(referral.stage) not in DECIDED:
        raise Refused("There is no outcome yet: decide first.", code="wrong_stage")
    if not text.strip():
        raise Refused("Write the outcome.", field="text", code="text_needed")
    if not follow_up_owner.strip():
        raise Refused("Name who follows the patient from here.", field="follow_up_owner", code="owner_needed")
    outcome = Outcome.objects.create(
        referral=referral,
        text=text.strip(),
        patient_words=patient_words.strip(),
        follow_up_owner=follow_up_owner.strip()[:120],
        document_id=_attach(actor, referral, document),
        sent_by_id=actor.user_id,
    )
    referral.ball = Side.SENDER
    referral.due_at = due_after(timezone.now(), loop.acknowledge_days(referral), referral.from_org.time_zone)
    loop.touch(actor, referral, "send_outcome", loop.Step(fields=("ball", "due_at")))
    return outcome


def _attach(actor: Actor, referral: Referral, document: UUID | None) -> UUID | None:
    if document is None:
        return None
    found = Document.objects.get(pk=document, patient_id=referral.patient_id)
    PacketDocument.objects.get_or_create(
        referral=referral, document=found, defaults={"item_code": "outcome_note", "attached_by_id": actor.user_id}
    )
    return found.pk


def acknowledge_outcome(actor: Actor, referral_id: UUID, *, version: int) -> Outcome:
    """The practice has read the outcome; the center may close."""
    referral = loop.lock(actor, referral_id)
    loop.check_permission(actor, referral, "acknowledge_outcome", SENDER)
    loop.check_version(referral, version)
    outcome = Outcome.objects.select_for_update().filter(referral=referral).order_by("-sent_at").first()
    if outcome is None:
        raise Refused("No outcome has been sent yet.", code="no_outcome")
    if outcome.acknowledged_at is not None:
        raise Refused("The outcome is acknowledged already.", code="already_acknowledged")
    outcome.acknowledged_by_id, outcome.acknowledged_at = actor.user_id, timezone.now()
    outcome.save(update_fields=["acknowledged_by", "acknowledged_at"])
    referral.ball = Side.RECEIVER
    referral.due_at = due_after(timezone.now(), 2, referral.center.time_zone)
    loop.touch(actor, referral, "acknowledge_outcome", loop.Step(fields=("ball", "due_at")))
    return outcome


def release_outcome(actor: Actor, referral_id: UUID, *, version: int) -> Outcome:
    """A clinician has spoken with the patient: the plain words now show on their road."""
    referral = loop.lock(actor, referral_id)
    loop.check_permission(actor, referral, "find_not_eligible", RECEIVER)
    loop.check_version(referral, version)
    outcome = Outcome.objects.select_for_update().filter(referral=referral).order_by("-sent_at").first()
    if outcome is None or not outcome.patient_words:
        raise Refused("Write the words for the patient with the outcome first.", field="patient_words", code="no_outcome")
    outcome.is_released_to_patient = True
    outcome.save(update_fields=["is_released_to_patient"])
    loop.touch(actor, referral, "release_outcome")
    return outcome


def close(actor: Actor, referral_id: UUID, *, version: int, exception: str = "") -> Referral:
    """Close the loop; without the practice's acknowledgement only with a coded exception."""
    referral, move = loop.begin(actor, referral_id, "close", version=version)
    if exception and not loop.outcome_settled(referral):
        _except(referral, exception)
    if not loop.outcome_settled(referral):
        raise Refused("The outcome must be sent and acknowledged first, or closed with a coded exception.", code="outcome_open")
    treated = referral.stage == Stage.SHARED_CARE
    loop.advance(actor, referral, move, loop.Step(reason_code=exception))
    if not treated:
        sharing.keep_snapshot(referral)
    return referral


def _except(referral: Referral, exception: str) -> None:
    if exception not in CloseException.values:
        raise Refused("Choose the exception from the list.", field="exception", code="reason_needed")
    newest = Outcome.objects.filter(referral=referral).order_by("-sent_at").first()
    if newest is None:
        raise Refused("Send the outcome first; the exception stands for its acknowledgement.", code="no_outcome")
    newest.exception = exception
    newest.save(update_fields=["exception"])


def withdraw(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str = "") -> Referral:
    """Taken back before the center opened it: the packet was never visible and stays so."""
    referral, move = loop.begin(actor, referral_id, "withdraw", version=version)
    loop.check_reason(move, reason_code)
    referral.reason_code, referral.reason_text = reason_code, text.strip()[:1000]
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, fields=("reason_code", "reason_text")))
    sharing.end(referral)
    return referral


def request_cancel(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str = "") -> Referral:
    """Only the sender cancels; the center confirms."""
    referral, move = loop.begin(actor, referral_id, "request_cancel", version=version)
    loop.check_reason(move, reason_code)
    referral.reason_code, referral.reason_text = reason_code, text.strip()[:1000]
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, fields=("reason_code", "reason_text")))
    return referral


def confirm_cancel(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    referral, move = loop.begin(actor, referral_id, "confirm_cancel", version=version)
    loop.advance(actor, referral, move, loop.Step(reason_code=referral.reason_code))
    sharing.keep_snapshot(referral)
    return referral


def lose(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str = "") -> Referral:
    """The road ends here for a coded reason. After a death nothing more goes to the patient's side, from this very transaction on."""
    referral, move = loop.begin(actor, referral_id, "lose", version=version)
    loop.check_reason(move, reason_code)
    referral.reason_code, referral.reason_text = reason_code, text.strip()[:1000]
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, fields=("reason_code", "reason_text")))
    if reason_code == LostReason.DIED:
        death(referral.patient_id)
    sharing.keep_snapshot(referral)
    return referral


def reopen(actor: Actor, referral_id: UUID, *, version: int, reason_code: str) -> Referral:
    """Back to triage within 90 days; the first ending stays in the history."""
    referral, move = loop.begin(actor, referral_id, "reopen", version=version)
    loop.check_reason(move, reason_code)
    if referral.ended_at and timezone.now() - referral.ended_at > REOPEN_WITHIN:
        raise Refused("It ended more than 90 days ago; start a new referral.", code="too_late")
    if Referral.objects.filter(patient_id=referral.patient_id, to_org_id=referral.to_org_id, is_open=True).exists():
        raise Refused("There is an open referral of this patient to this center already.", code="already_open")
    if referral.patient.is_deceased:
        raise Refused("This patient has died.", code="deceased")
    sharing.reopen_packet(referral)
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code))
    return referral


def mark_error(actor: Actor, referral_id: UUID, *, version: int, reason_code: str) -> Referral:
    """It should never have been: leaves every list, stays in the audit."""
    referral, move = loop.begin(actor, referral_id, "mark_error", version=version)
    loop.check_reason(move, reason_code)
    if referral.side_of(actor) != Side.SENDER:
        raise NotAllowed("The practice that made it marks it.")
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code))
    if referral.submitted_at:
        sharing.end(referral)
    return referral
