"""Freezing: the snapshot becomes a packet with a fingerprint and a PDF, and its documents open to the center."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from carecoord.access.actor import Actor
from referrals.intake.checklist import checklist_for
from referrals.intake.meter import measure
from referrals.intake.pdf import render
from referrals.intake.snapshot import snapshot
from referrals.models import Packet, PacketDocument, PacketPdf, Referral


@dataclass(frozen=True)
class Frozen:
    packet: Packet
    needed: int
    present: int
    documents: int


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON (sorted keys, no spaces, UTF-8)."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def freeze(actor: Actor, referral: Referral) -> Frozen:
    """Write the packet, its PDF and the list of its documents. Later changes of the record never reach any of them."""
    content = snapshot(actor, referral)
    checklist = checklist_for(referral.to_org, referral.products)
    meter = measure(checklist, content)
    content["checklist"] = {
        "version": checklist.version,
        "items": [
            {"code": row.item.code, "label": row.item.label, "when": row.item.when, "is_present": row.is_present} for row in meter.rows
        ],
    }
    packet = Packet.objects.create(
        referral=referral,
        number=Packet.objects.filter(referral=referral).count() + 1,
        content=content,
        sha256=fingerprint(content),
        checklist_version=checklist.version,
        frozen_by_id=actor.user_id,
    )
    body = render(content, sender=referral.from_org.name, receiver=referral.to_org.name if referral.to_org else "", sha256=packet.sha256)
    PacketPdf.objects.create(packet=packet, referral=referral, body=body, sha256=hashlib.sha256(body).hexdigest())
    documents = _attach(actor, referral, content["documents"])
    return Frozen(packet, meter.needed, meter.present, documents)


def _attach(actor: Actor, referral: Referral, documents: list[dict[str, Any]]) -> int:
    rows = [
        PacketDocument(referral=referral, document_id=row["id"], item_code=row["kind"], attached_by_id=actor.user_id) for row in documents
    ]
    PacketDocument.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
