"""What this room and `audit` may know of a patient: the line at the top of a page. `patients` stands above us and fills it in.

Names go through the asker's own two walls: whom they may not see is missing from the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.ui import parts, pieces


@dataclass(frozen=True, slots=True)
class Header:
    """Who somebody is, as lists write it: LAST, First."""

    id: UUID
    name: str
    born_on: date | None
    custodian_id: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands over every page of one record."""

    header: Header
    banner: parts.Banner
    tabs: tuple[pieces.Tab, ...]


class Registry(Protocol):
    def headers(self, actor: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, Header]: ...

    def frame(self, actor: Actor, patient_id: UUID, *, current: str) -> Frame | None: ...

    def search_key(self, *, family_name: str, given_name: str) -> str: ...


class _Nobody:
    def headers(self, actor: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, Header]:
        raise RuntimeError("No registry is set; patients sets it.")

    def frame(self, actor: Actor, patient_id: UUID, *, current: str) -> Frame | None:
        raise RuntimeError("No registry is set; patients sets it.")

    def search_key(self, *, family_name: str, given_name: str) -> str:
        raise RuntimeError("No registry is set; patients sets it.")


registry: Registry = _Nobody()
