"""The way home as frozen screens: versions and notes on one page, one version in full on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.parts import Banner, Tag, Tone
from referrals.handoff.pdf import sections_of
from referrals.handoff.permissions import Permission
from referrals.handoff.sections import missing
from referrals.handoff.states import HandOffState
from referrals.handoff.visit_questions import QUESTIONS
from referrals.models import HandOff, Journey, VisitNote
from referrals.monitoring.questions import spoken
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.states import Side

NOTES = 30
TAGS = {
    HandOffState.DRAFT: Tag("Draft", Tone.YOU, "requested"),
    HandOffState.SIGNED: Tag("Signed, not sent", Tone.YOU, "requested"),
    HandOffState.SENT: Tag("Sent, not acknowledged", Tone.YOU, "requested"),
    HandOffState.ACKNOWLEDGED: Tag("Acknowledged", Tone.DONE, "done"),
    HandOffState.SUPERSEDED: Tag("Replaced", Tone.PLAIN, "stale"),
}


@dataclass(frozen=True)
class Version:
    row: HandOff
    tag: Tag
    href: str


@dataclass(frozen=True)
class Visit:
    """A note with its answers in words."""

    row: VisitNote
    answers: tuple[tuple[str, str], ...]
    worries: tuple[str, ...]
    is_corrected: bool
    may_correct: bool


@dataclass(frozen=True)
class Home:
    journey: Journey
    banner: Banner
    versions: tuple[Version, ...]
    visits: tuple[Visit, ...]
    may_draft: bool
    may_note: bool
    is_center: bool


@dataclass(frozen=True)
class Document:
    """One version; `sections` as printed, `missing` what must be there before somebody can sign."""

    journey: Journey
    banner: Banner
    row: HandOff
    tag: Tag
    sections: list[dict[str, Any]]
    missing: list[str]
    acts: frozenset[str]
    has_pdf: bool


def home(actor: Actor, journey: Journey) -> Home:
    rows = HandOff.objects.visible_to(actor).filter(journey=journey)
    versions = tuple(version(journey, row) for row in rows.defer("content"))
    in_hand = any(one.row.state in (HandOffState.DRAFT, HandOffState.SIGNED) for one in versions)
    side, running = journey.side_of(actor), journey.is_running
    may_note = running and side == Side.SENDER and may(actor, Permission.NOTE, journey)
    notes = VisitNote.objects.filter(journey=journey).select_related("corrected_by")[:NOTES]
    return Home(
        journey=journey,
        banner=over(actor, patient_of(actor, journey.patient_id)),
        versions=versions,
        visits=tuple(visit(row, may_note) for row in notes),
        may_draft=running and side == Side.RECEIVER and not in_hand and may(actor, Permission.WRITE, journey),
        may_note=may_note,
        is_center=side == Side.RECEIVER,
    )


def version(journey: Journey, row: HandOff) -> Version:
    return Version(row, TAGS[HandOffState(row.state)], reverse("handoff:handoff", args=[journey.pk, row.pk]))


def visit(row: VisitNote, may_note: bool) -> Visit:
    told = tuple((question.label, words) for question, words in spoken(row.answers, QUESTIONS))
    is_corrected = hasattr(row, "corrected_by")
    return Visit(row, told, tuple(one["words"] for one in row.concerns), is_corrected, may_note and not is_corrected)


def document(actor: Actor, journey: Journey, row: HandOff) -> Document:
    state = HandOffState(row.state)
    return Document(
        journey=journey,
        banner=over(actor, patient_of(actor, journey.patient_id)),
        row=row,
        tag=TAGS[state],
        sections=sections_of(row.content),
        missing=[f"{section.title}: {field.label}" for section, field in missing(row.content)] if state == HandOffState.DRAFT else [],
        acts=acts(actor, journey, state) if journey.is_running else frozenset(),
        has_pdf=bool(row.signed_at),
    )


def acts(actor: Actor, journey: Journey, state: HandOffState) -> frozenset[str]:
    """What the reader may do with it now."""
    if journey.side_of(actor) == Side.SENDER:
        return frozenset({"acknowledge"}) if state == HandOffState.SENT and may(actor, Permission.ACKNOWLEDGE, journey) else frozenset()
    can = {
        HandOffState.DRAFT: (("write", Permission.WRITE), ("sign", Permission.SIGN), ("discard", Permission.WRITE)),
        HandOffState.SIGNED: (("send", Permission.SEND), ("discard", Permission.WRITE)),
    }.get(state, ())
    return frozenset(verb for verb, permission in can if may(actor, permission, journey))
