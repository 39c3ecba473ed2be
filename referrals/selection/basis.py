"""What a reader of a referral may judge by: the live chart where it is open to them, else the newest packet with the answers to questions.

Room: referrals.selection. Facts only; what rules make of them is `judging`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import InfoItem, ItemState, Packet, Referral
from referrals.selection.facts import facts_of
from referrals.selection.found import Facts
from referrals.selection.keys import KEYS, Key, Kind
from referrals.selection.packet import facts_in
from referrals.selection.record import Answered, Record

CHART: Final = "chart"
NUMBER: Final = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s*(\S*)")


@dataclass(frozen=True, slots=True)
class Basis:
    """`name` is "chart", or "packet 2"; nothing at all where neither is open."""

    facts: Facts
    name: str

    @property
    def is_live(self) -> bool:
        return self.name == CHART


def basis_of(actor: Actor, referral: Referral) -> Basis:
    today = timezone.localdate()
    live = facts_of(actor, [referral.patient_id]).get(referral.patient_id)
    if live is not None:
        add_answers(live.record, referral)
        return Basis(live, CHART)
    packet = Packet.objects.filter(referral=referral).order_by("-number").first()
    facts = facts_in(packet.content, today=today) if packet else Facts(Record(today=today))
    add_answers(facts.record, referral)
    return Basis(facts, f"packet {packet.number}" if packet else "nothing sent")


def add_answers(record: Record, referral: Referral) -> None:
    """Questions of this referral that were answered in a way that can be read: "no", or "55 %". The newer of two answers counts."""
    items = InfoItem.objects.filter(referral=referral, state=ItemState.ANSWERED, code__in=list(KEYS), answered_at__isnull=False)
    for item in items.select_related("answered_by").order_by("answered_at"):
        on = timezone.localdate(item.answered_at)
        value, known = readable(KEYS[item.code], item.answer), record.answers.get(item.code)
        if value and (known is None or known.on <= on):
            record.answers[item.code] = Answered(value, on, item.answered_by.name if item.answered_by else "")


def readable(key: Key, text: str) -> str:
    """yes, no, or the number where its unit is that of the key; empty where a person must read it."""
    said = text.strip().casefold().rstrip(".")
    if key.kind is Kind.YES_NO:
        return said if said in ("yes", "no") else ""
    found = NUMBER.fullmatch(text.strip())
    return found.group(1) if found and found.group(2) == key.unit else ""
