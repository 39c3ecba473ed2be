"""The packet as PDF by typst: text goes in as data, never as markup, so that nothing typed can become a command."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("packet.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def render(content: dict[str, Any], *, sender: str, receiver: str, sha256: str) -> bytes:
    """PDF bytes of a frozen packet; the fingerprint stands in the footer."""
    data = {"content": content, "sender": sender, "receiver": receiver, "sha256": sha256}
    return bytes(typst.compile(_template(), sys_inputs={"data": json.dumps(data)}, format="pdf"))
