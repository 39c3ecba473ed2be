"""The referral page as a frozen screen: what the eye sees, ready to print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui import due, parts, pieces
from carecoord.ui.parts import Act, ActSide, Banner, Button, Fact, Meter, MeterGroup, StateLine, Tag, Tone
from patients import warnings
from patients.banner import Known, alerts_of, banner
from patients.models import DocumentState, Patient
from patients.verbs.rows import today
from referrals import loop
from referrals.acts import next_act
from referrals.intake.checklist import WHEN
from referrals.models import InfoItem, ItemState, Note, PacketDocument, PatientMessage, Referral
from referrals.page import words
from referrals.page.fetch import Fetched
from referrals.pathway.permissions import Permission as PathwayPermission
from referrals.states import CHART_OPEN, DECIDED, MOVE, Side, Stage

DANGEROUS = frozenset({"decline", "lose", "mark_error", "request_cancel", "withdraw", "transfer", "record_patient_no", "find_not_eligible"})


@dataclass(frozen=True)
class Question:
    """One question of the center to the practice, with what the reader may do about it."""

    item: InfoItem
    is_open: bool
    may_answer: bool
    href: str


@dataclass(frozen=True)
class Papers:
    """What was sent: the frozen packet, what it lacks, the files."""

    meter: Meter | None
    missing: tuple[str, ...]
    facts: tuple[Fact, ...]
    documents: tuple[pieces.Document, ...]
    pdf_href: str


@dataclass(frozen=True)
class Talk:
    """The staff's thread and the messages to and from the patient's side."""

    notes: tuple[pieces.Note, ...]
    messages: tuple[PatientMessage, ...]
    own_name: str
    other_name: str
    may_write: bool


@dataclass(frozen=True)
class Screen:
    referral: Referral
    banner: Banner
    title: str
    state: StateLine
    ours: ActSide
    theirs: ActSide
    packet: Papers
    talk: Talk
    questions: tuple[Question, ...]
    events: tuple[pieces.TimelineItem, ...]
    people: tuple[pieces.Person, ...]
    more: tuple[Button, ...]
    outcome: dict[str, Any] | None
    plan: Button | None


def build(actor: Actor, got: Fetched, *, now: datetime | None = None) -> Screen:
    at, referral = now or timezone.now(), got.referral
    mine, outcome = referral.side_of(actor), getattr(referral, "outcome", None)
    zone = ZoneInfo(actor.place.time_zone if actor.place else "UTC")
    is_settled = loop.settles(outcome)
    acts = [act for act in loop.acts(actor, referral, is_settled=is_settled) if act.may]
    first = _first(referral, mine, is_settled)
    return Screen(
        referral=referral,
        banner=over(actor, got.patient),
        title=referral.get_kind_display(),
        state=state_line(referral, mine, at, zone),
        ours=our_side(referral, mine, first, acts, _due(referral, at, zone), open_questions(actor, got)),
        theirs=their_side(referral, other(mine), at, zone),
        packet=papers(got),
        talk=talk(actor, got, mine),
        questions=tuple(question(actor, got, item) for item in got.questions),
        events=events(got, at),
        people=people(got),
        more=tuple(_button(referral, act.verb, act.label) for act in acts if act.verb != first),
        outcome=outcome,
        plan=plan_of(actor, referral),
    )


def plan_of(actor: Actor, referral: Referral) -> Button | None:
    """The way to the journey for both sides; before there is one, the center starts it."""
    if found := getattr(referral, "plan_id", None):
        return Button("Pathway", reverse("pathway:journey", args=[found]), icon="map")
    may_start = actor.is_center and Stage(referral.stage) in CHART_OPEN and may(actor, PathwayPermission.START, referral)
    return Button("Start the plan", reverse("referrals:start_plan", args=[referral.pk]), icon="map") if may_start else None


def other(mine: Side) -> Side:
    return Side.SENDER if mine == Side.RECEIVER else Side.RECEIVER


def papers(got: Fetched) -> Papers:
    return Papers(
        meter=meter(got),
        missing=missing(got),
        facts=tuple(Fact(name, value) for name, value in words.packet_facts(got.packet.content)) if got.packet else (),
        documents=tuple(document(got.referral, row) for row in got.documents),
        pdf_href=reverse("referrals:packet_pdf", args=[got.referral.pk]) if got.packet else "",
    )


def talk(actor: Actor, got: Fetched, mine: Side) -> Talk:
    is_ours = mine != Side.NOBODY
    return Talk(
        notes=tuple(note(actor, got.referral, row) for row in got.notes),
        messages=tuple(got.messages),
        own_name=got.referral.organization_of(mine).short_name if is_ours else "",
        other_name=_name(got.referral, other(mine)),
        may_write=is_ours,
    )


def over(actor: Actor, found: Patient) -> Banner:
    patient: Any = found  # with the annotations of fetch.patient_of
    return banner(
        actor, Known.of(found), today=today(actor), alerts=alerts_of(patient.allergy_names, patient.drug_names, warnings.of(found))
    )


def state_line(referral: Referral, mine: Side, at: datetime, zone: ZoneInfo) -> StateLine:
    text, late = words.sentence(referral, at, zone)
    theirs = referral.is_open and mine != Side.NOBODY and referral.ball != mine
    ask = Button(f"Ask {_name(referral, Side(referral.ball))}", "#notes", icon="chat") if theirs else None
    return StateLine(sign(Side(referral.ball)), text, late=late, more=words.exact(referral, zone), button=ask)


def sign(side: Side) -> parts.Side:
    return parts.Side.CENTER if side == Side.RECEIVER else parts.Side.PRACTICE


def our_side(
    referral: Referral, mine: Side, first: str, acts: list[loop.Act], due_label: parts.Due | None, questions: list[Question]
) -> ActSide:
    """The reader's half: the one next act as the primary button, or the colleague who has it."""
    if not first:
        return ActSide(sign(mine), _name(referral, mine), "your side")
    what = next_act(Stage(referral.stage), Side(referral.ball), is_mine=True).words
    may = first in {act.verb for act in acts} or first in ("send_outcome", "acknowledge_outcome")
    if not may:
        owner = referral.from_owner if mine == Side.SENDER else referral.decider
        return ActSide(sign(mine), _name(referral, mine), "your side", (Act(what, due_label, name=owner.name if owner else ""),))
    button = Button("Answer", questions[0].href, icon="upload", kind="primary") if questions else _primary(referral, first)
    return ActSide(sign(mine), _name(referral, mine), "your side", (Act(what, due_label, (button,)),))


def open_questions(actor: Actor, got: Fetched) -> list[Question]:
    """Those the reader may answer now; sending the answers comes after the last one."""
    return [one for item in got.questions if (one := question(actor, got, item)).may_answer]


def their_side(referral: Referral, other: Side, at: datetime, zone: ZoneInfo) -> ActSide:
    if referral.ball != other or not referral.is_open:
        return ActSide(sign(other), _name(referral, other), "their side")
    owner = referral.from_owner if other == Side.SENDER else (referral.decider or referral.to_owner)
    act = next_act(Stage(referral.stage), other, is_mine=False)
    return ActSide(
        sign(other), _name(referral, other), "their side", (Act(act.words, _due(referral, at, zone), name=owner.name if owner else ""),)
    )


def _first(referral: Referral, mine: Side, is_settled: bool) -> str:
    """The verb of the primary button when the reader's side holds the ball."""
    if referral.ball != mine or not (referral.is_open or referral.stage == Stage.DRAFT):
        return ""
    if Stage(referral.stage) in DECIDED and mine == Side.RECEIVER and is_settled:
        return "close"
    return next_act(Stage(referral.stage), mine, is_mine=True).verb


def _due(referral: Referral, at: datetime, zone: ZoneInfo) -> parts.Due | None:
    return due.due_label(referral.due_at, now=at, zone=zone) if referral.due_at and referral.is_open else None


def _name(referral: Referral, side: Side) -> str:
    if side == Side.SENDER:
        return referral.from_org.short_name
    return referral.to_org.short_name if referral.to_org else "No center yet"


def _primary(referral: Referral, verb: str) -> Button:
    label = {"send_outcome": "Send outcome", "acknowledge_outcome": "Acknowledge"}.get(verb) or (MOVE[verb].label if verb else "")
    return replace(_button(referral, verb, label), kind="primary")


def _button(referral: Referral, verb: str, label: str) -> Button:
    return Button(label, reverse("referrals:do", args=[referral.pk, verb]) if verb else "", kind="bare" if verb in DANGEROUS else "quiet")


def meter(got: Fetched) -> Meter | None:
    if got.packet is None:
        return None
    answered = {item.code for item in got.questions if item.state == ItemState.ANSWERED}
    items = got.packet.content["checklist"]["items"]
    groups = [(text, [i["is_present"] or i["code"] in answered for i in items if i["when"] == when]) for when, text in WHEN.items()]
    return Meter(tuple(MeterGroup(text, tuple(found)) for text, found in groups if found), about="packet items are in")


def missing(got: Fetched) -> tuple[str, ...]:
    if got.packet is None:
        return ()
    answered = {item.code for item in got.questions if item.state != ItemState.OPEN}
    return tuple(i["label"] for i in got.packet.content["checklist"]["items"] if not i["is_present"] and i["code"] not in answered)


def question(actor: Actor, got: Fetched, item: InfoItem) -> Question:
    may = item.state == ItemState.OPEN and got.referral.side_of(actor) == Side.SENDER
    return Question(item, item.state == ItemState.OPEN, may, reverse("referrals:answer_item", args=[got.referral.pk, item.pk]))


def note(actor: Actor, referral: Referral, row: Note) -> pieces.Note:
    center = row.organization_id == referral.to_org_id
    name = row.organization.short_name
    read_at = getattr(referral, "read_at", None)
    return pieces.Note(
        row.author_name,
        name,
        parts.Side.CENTER if center else parts.Side.PRACTICE,
        row.written_at,
        row.text,
        only=name if row.is_internal else "",
        anchor=f"note-{row.pk}",
        is_new=row.author_id != actor.user_id and (read_at is None or row.written_at > read_at),
    )


def events(got: Fetched, at: datetime) -> tuple[pieces.TimelineItem, ...]:
    """Newest first; what comes next stands on top."""
    out = []
    act = next_act(Stage(got.referral.stage), Side(got.referral.ball), is_mine=False).words
    if got.referral.is_open and act:
        out.append(pieces.TimelineItem("Next:", act[0].lower() + act[1:]))
    for event in got.events:
        verb, rest = words.happened(event)
        side = sign(Side(event.side)) if event.side != Side.NOBODY else None
        out.append(pieces.TimelineItem(verb, rest, side=side or parts.Side.HOME, at=event.at))
    return tuple(out)


def document(referral: Referral, row: PacketDocument) -> pieces.Document:
    file = row.document
    kind = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}.get(file.content_type, "File")
    pages = f", {file.pages} page{'' if file.pages == 1 else 's'}" if file.pages else ""
    tag = Tag("Reviewed", Tone.DONE) if file.reviewed_at else document_tag(file.state, file.get_state_display())
    return pieces.Document(
        file.title, f"{kind}{pages}", tag, reverse("referrals:document", args=[referral.pk, file.pk]) if file.file else ""
    )


def document_tag(state: str, words: str) -> Tag:
    """A scanned file has simply been received; only what is held back shows."""
    if state in (DocumentState.RECEIVED, DocumentState.SCANNED):
        return Tag("Received", Tone.PLAIN, "received")
    return Tag(words, Tone.LATE)


def people(got: Fetched) -> tuple[pieces.Person, ...]:
    """Who to call on both sides and at home."""
    referral = got.referral
    rows = [
        (referral.to_owner, f"{_name(referral, Side.RECEIVER)} coordinator", parts.Side.CENTER),
        (referral.decider, f"{_name(referral, Side.RECEIVER)} physician", parts.Side.CENTER),
        (referral.from_owner, f"{referral.from_org.short_name} coordinator", parts.Side.PRACTICE),
    ]
    out = [pieces.Person(user.name, about, side, phone=user.phone) for user, about, side in rows if user]
    caregivers = got.packet.content["caregivers"] if got.packet else []
    return (
        *out,
        *(
            pieces.Person(c["name"], f"{c['relationship'] or 'Caregiver'}, caregiver", parts.Side.HOME, phone=c["phone"])
            for c in caregivers[:2]
        ),
    )
