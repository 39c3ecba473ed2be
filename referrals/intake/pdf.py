"""The packet as PDF by typst: text goes in as data, never as markup, so that nothing typed can become a command."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from patients.models import DocumentKind, Flag, MyelomaType, Response, Sex, StopReason
from referrals.models import ReferralKind, Urgency

TEMPLATE = Path(__file__).with_name("packet.typ")
WORDS: dict[str, dict[str, str]] = {
    "sex": dict(Sex.choices),
    "language": {"en": "English", "es": "Spanish"},
    "type": dict(ReferralKind.choices),
    "urgency": dict(Urgency.choices),
    "myeloma": dict(MyelomaType.choices),
    "response": dict(Response.choices),
    "stop": dict(StopReason.choices),
    "document": dict(DocumentKind.choices),
    "flag": dict(Flag.choices),
}


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def render(content: dict[str, Any], *, sender: str, receiver: str, sha256: str) -> bytes:
    """PDF bytes of a frozen packet; the fingerprint stands in the footer."""
    data = {"content": content, "sender": sender, "receiver": receiver, "sha256": sha256, "words": WORDS}
    return bytes(typst.compile(_template(), sys_inputs={"data": json.dumps(data)}, format="pdf"))
