"""The center says it arrived, asks for what is missing, and decides whether to see the patient; the practice answers and may appeal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.models import CareTeam
from carecoord.accounts.models import Membership
from carecoord.audit.trail import record
from carecoord.ui.due import working_days
from patients.models import Document
from referrals import loop, sharing
from referrals.clock import due_after
from referrals.models import InfoItem, InfoRequest, ItemState, PacketDocument, Referral, Urgency
from referrals.states import Side


def receive(actor: Actor, referral_id: UUID, *, version: int, owner: int | None = None, decider: int | None = None) -> Referral:
    """Say it arrived and name who looks after it; without a name it is whoever receives it."""
    referral, move = loop.begin(actor, referral_id, "receive", version=version)
    referral.to_owner_id = _member(actor, owner) if owner else actor.user_id
    referral.decider_id = _member(actor, decider) if decider else referral.decider_id
    loop.advance(actor, referral, move, loop.Step(fields=("to_owner", "decider"), detail={"owner": referral.to_owner_id}))
    for user_id in {referral.to_owner_id, referral.decider_id}:
        if user_id is not None:
            join_care_team(referral, user_id)
    return referral


def join_care_team(referral: Referral, user_id: int) -> None:
    CareTeam.objects.get_or_create(patient_id=referral.patient_id, organization=referral.center, user_id=user_id, until=None)


def request_info(actor: Actor, referral_id: UUID, *, version: int, items: list[dict[str, Any]]) -> InfoRequest:
    """Ask the practice for a list of items; the triage clock rests until they are answered.

    Each item: `{"label": str, "code": str, "document_kind": str}`; code and kind may be empty.
    """
    referral, move = loop.begin(actor, referral_id, "request_info", version=version)
    asked = [item for item in items if str(item.get("label", "")).strip()]
    if not asked:
        raise Refused("List at least one thing you need.", field="items", code="items_needed")
    referral.clock_left = _days_left(referral)
    loop.advance(actor, referral, move, loop.Step(fields=("clock_left",), detail={"items": len(asked)}))
    request = InfoRequest.objects.create(referral=referral, asked_by_id=actor.user_id, due_at=referral.due_at or timezone.now())
    InfoItem.objects.bulk_create([_item(request, item) for item in asked])
    return request


def _item(request: InfoRequest, item: dict[str, Any]) -> InfoItem:
    return InfoItem(
        request=request,
        referral_id=request.referral_id,
        label=str(item["label"]).strip()[:200],
        code=str(item.get("code", ""))[:40],
        document_kind=str(item.get("document_kind", ""))[:20],
    )


def answer_item(
    actor: Actor, referral_id: UUID, item_id: UUID, *, text: str = "", document: UUID | None = None, waived: bool = False
) -> InfoItem:
    """Answer one question with words or a document of the patient; the document opens to the center."""
    referral = loop.lock(actor, referral_id)
    loop.check_permission(actor, referral, "answer", frozenset({Side.SENDER}))
    item = InfoItem.objects.select_for_update().get(pk=item_id, referral=referral)
    if not referral.is_open:
        raise Refused("This referral has ended; its questions are closed.", code="wrong_stage")
    if item.state != ItemState.OPEN:
        raise Refused("This question is answered already.", code="already_answered")
    if not (text.strip() or document or waived):
        raise Refused("Write an answer or attach a document.", field="text", code="answer_needed")
    if document:
        item.document = Document.objects.get(pk=document, patient_id=referral.patient_id)
        PacketDocument.objects.get_or_create(
            referral=referral, document=item.document, defaults={"item_code": item.code, "attached_by_id": actor.user_id}
        )
    item.state = ItemState.WAIVED if waived else ItemState.ANSWERED
    item.answer, item.answered_by_id, item.answered_at = text.strip()[:1000], actor.user_id, timezone.now()
    item.save(update_fields=["state", "answer", "document", "answered_by", "answered_at"])
    record(actor, "referral.answer_item", about=referral, patients=[referral.patient_id], fields=["info_item"])
    return item


def answer(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    """Send the answers back; every question must have one. The triage clock goes on with the days it had left."""
    referral, move = loop.begin(actor, referral_id, "answer", version=version)
    open_items = list(InfoItem.objects.filter(referral=referral, state=ItemState.OPEN).values_list("label", flat=True))
    if open_items:
        raise Refused(f"Still open: {', '.join(open_items)}.", code="items_open")
    InfoRequest.objects.filter(referral=referral, answered_at__isnull=True).update(answered_at=timezone.now())
    left, referral.clock_left = referral.clock_left, None
    due = due_after(timezone.now(), max(left, 1), referral.center.time_zone) if left is not None else None
    loop.advance(actor, referral, move, loop.Step(fields=("clock_left",), due_at=due))
    return referral


def accept(actor: Actor, referral_id: UUID, *, version: int, urgency: Urgency, consult_by: date) -> Referral:
    """Yes, we see the patient: opens the live chart to the center and starts the clock of the consult."""
    referral, move = loop.begin(actor, referral_id, "accept", version=version)
    if urgency not in Urgency.values:
        raise Refused("Choose how urgent it is.", field="urgency", code="urgency_needed")
    if consult_by < timezone.localdate():
        raise Refused("The consult target lies in the past.", field="consult_by", code="date_past")
    referral.urgency, referral.consult_by = urgency, consult_by
    referral.decider_id = referral.decider_id or actor.user_id
    detail = {"consult_by": consult_by.isoformat(), "urgency": str(urgency)}
    loop.advance(actor, referral, move, loop.Step(fields=("urgency", "consult_by", "decider"), detail=detail))
    sharing.open_chart(referral)
    return referral


def decline(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str, alternative: str) -> Referral:
    """No, with a coded reason, words for the practice, and what could be done instead."""
    referral, move = loop.begin(actor, referral_id, "decline", version=version)
    loop.check_reason(move, reason_code)
    if not text.strip():
        raise Refused("Write the reason for the practice.", field="text", code="text_needed")
    if not alternative.strip():
        raise Refused("Say what could be done instead: a trial, another center, or when to refer again.", field="alternative")
    referral.reason_code, referral.reason_text, referral.alternative = reason_code, text.strip()[:1000], alternative.strip()[:300]
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, fields=("reason_code", "reason_text", "alternative")))
    sharing.keep_snapshot(referral)
    return referral


def appeal(actor: Actor, referral_id: UUID, *, version: int, text: str) -> Referral:
    """The practice brings new information after a no; triage begins again."""
    referral, move = loop.begin(actor, referral_id, "appeal", version=version)
    if not text.strip():
        raise Refused("Write what is new.", field="text", code="text_needed")
    sharing.reopen_packet(referral)
    loop.advance(actor, referral, move, loop.Step(detail={"text": text.strip()[:1000]}))
    return referral


def _days_left(referral: Referral) -> int:
    """Working days until the triage target, kept while the practice has the ball; never negative."""
    if referral.due_at is None:
        return 0
    return working_days(timezone.localdate(), referral.due_at.date())


def _member(actor: Actor, user_id: int) -> int:
    """A colleague at the acting organization."""
    if not Membership.objects.active().filter(user_id=user_id, organization_id=actor.place_id).exists():
        raise Refused("Choose a colleague of your own team.", field="owner", code="not_a_colleague")
    return user_id
