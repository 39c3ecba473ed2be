"""What the pages about the log print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from carecoord.access import people
from carecoord.access.actor import Actor
from carecoord.accounts.models import Role, User
from carecoord.audit import words
from carecoord.audit.models import Outcome
from carecoord.audit.reading import PAGE, Filter, Look, Row
from carecoord.ui.parts import Tag, Tone


@dataclass(frozen=True, slots=True)
class LookRow:
    at: datetime
    person: str
    organization: str
    side: str
    role: str
    what: str
    outcome: Tag


def look_rows(looks: Iterable[Look]) -> list[LookRow]:
    return [
        LookRow(look.at, look.person, look.organization, look.side, role_word(look.role), words.for_staff(look.action), tag(look.outcome))
        for look in looks
    ]


@dataclass(frozen=True, slots=True)
class Visit:
    """One line for the patient: who, from where, what they did that day."""

    person: str
    organization: str
    what: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    visits: tuple[Visit, ...]


def days(looks: Iterable[Look], *, actor: Actor) -> list[Day]:
    """Visits by local day, each person once for each thing they did that day."""
    found: dict[date, dict[Visit, None]] = {}
    for look in looks:
        visit = Visit(look.person, look.organization, words.for_patient(look.action), look.user_id == actor.user_id)
        found.setdefault(timezone.localtime(look.at).date(), {})[visit] = None
    return [Day(on, tuple(visits)) for on, visits in found.items()]


@dataclass(frozen=True, slots=True)
class Named:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    at: datetime
    person: str
    organization: str
    role: str
    what: str
    outcome: Tag
    reason: str
    patients: tuple[Named, ...]
    more: int


SHOWN = 3  # patients named on one line; the rest are counted
HIDDEN = "No longer shared with you"


def report_rows(actor: Actor, rows: list[Row]) -> tuple[list[ReportRow], set[UUID]]:
    """The lines of the report, and whose names are on it."""
    wanted = {one for row in rows for one in row.patient_ids[:SHOWN]}
    names = people.registry.headers(actor, wanted)
    return [_report_row(row, names) for row in rows], set(names)


def _report_row(row: Row, names: dict[UUID, people.Header]) -> ReportRow:
    shown = tuple(Named(one, names[one].name if one in names else HIDDEN) for one in row.patient_ids[:SHOWN])
    return ReportRow(
        at=row.at,
        person=row.person,
        organization=row.organization,
        role=role_word(row.role),
        what=words.for_staff(row.action),
        outcome=tag(row.outcome),
        reason=row.reason,
        patients=shown,
        more=max(0, len(row.patient_ids) - SHOWN),
    )


def tag(outcome: str) -> Tag:
    return Tag("Refused", Tone.LATE) if outcome == Outcome.DENIED else Tag("Done", Tone.DONE)


def role_word(role: str) -> str:
    return str(Role(role).label) if role in Role.values else ""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    href: str = ""
    sorted: str = ""  # ascending, descending


def columns(query: dict[str, str], wanted: Filter) -> list[Column]:
    """Heads of the table; clicking the sorted one turns it round. The state is in the address."""
    out = []
    for label, key in (("When", "at"), ("Who", "person"), ("What", "action"), ("Outcome", ""), ("Patients", ""), ("Why", "")):
        if not key:
            out.append(Column(label))
            continue
        is_here = wanted.sort == key
        turned = key if is_here and wanted.descending else f"-{key}"
        out.append(
            Column(label, link(query, sort=turned, after=""), ("descending" if wanted.descending else "ascending") if is_here else "")
        )
    return out


def link(query: dict[str, str], **changes: str) -> str:
    merged = {key: value for key, value in {**query, **changes}.items() if value}
    return f"?{urlencode(merged)}"


def next_page(rows: list[Row], query: dict[str, str]) -> str:
    return link(query, after=str(rows[PAGE - 1].id)) if len(rows) > PAGE else ""


def staff_of(organization_id: int) -> list[User]:
    """Everybody who works or worked there: the log knows people who left."""
    return list(User.objects.filter(memberships__organization_id=organization_id).distinct().order_by("name"))
