"""What the readers of resources share: whom a fact is about, where it came from, and reasons for leaving something out.

Room: patients.fhir. No database here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.interop.bundles import Entry
from carecoord.interop.references import Directory, Target
from patients.importing.drafts import Draft, shortened


class LeftOut(Exception):
    """The resource is sound but is not kept; the text completes "left out: …" in the report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class FactOf:
    """The drafts of one resource and whom it is about: a patient of the file by source, or somebody to be looked up."""

    kind: str
    path: str
    drafts: list[Draft]
    source: str = ""
    about: Target = field(default_factory=Target)
    base: str = ""


@dataclass
class Reading:
    """What the readers share: the file's directory, the zone of days without a time, and remarks for the report."""

    directory: Directory
    zone: ZoneInfo
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    def remark(self, sentence: str) -> None:
        self.remarks[sentence] += 1


def id_system(entry: Entry, kind: str = "") -> str:
    """The namespace of a logical id: the sender's address where it is known."""
    return f"{entry.base or 'fhir'}/{kind or entry.kind}"


def source_of(entry: Entry, part: str = "") -> str:
    """`<system>|<id>`: the same for the same resource on every import; by content when it has neither id nor address."""
    name = entry.id or entry.full_url.removeprefix("urn:uuid:")
    if not name:
        text = json.dumps(entry.element.json, sort_keys=True, default=str)
        return shortened(f"content/{entry.kind}|{hashlib.sha256(text.encode()).hexdigest()[:32]}", part)
    return shortened(f"{id_system(entry)}|{name}", part)
