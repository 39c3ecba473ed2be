"""What happens at a meeting: it is called, cases are put on its agenda, a decision is written down, something is asked for.

A decision completes the step `selection_meeting` of the journey by the same rules as its own page; an action becomes a step of the road.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import require
from carecoord.accounts.models import Membership
from carecoord.audit.trail import record
from carecoord.notifications import Kind
from referrals.clock import end_of_day
from referrals.meetings import agenda
from referrals.meetings.permissions import Permission
from referrals.models import CaseDecision, CaseSetting, Journey, JourneyStep, Meeting, MeetingAction, MeetingCase, MeetingKind
from referrals.pathway import change, journeys, recording, road, settling, whom
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.protocol import Owner, Site
from referrals.pathway.road import Road
from referrals.pathway.states import StepState
from referrals.pathway.tasks import MEETING_ACTION
from referrals.pathway.verbs import working

OWNERS: dict[Site, Owner] = {Site.CENTER: Owner.CTC, Site.PRACTICE: Owner.RC}


def call(actor: Actor, *, on: date, kind: MeetingKind = MeetingKind.SELECTION) -> Meeting:
    """A meeting of the acting center on a day; the one that is there already, if there is one."""
    require(actor, Permission.PREPARE)
    meeting, is_new = Meeting.objects.get_or_create(
        center_id=actor.place_id, on=on, kind=MeetingKind(kind), defaults={"created_by_id": actor.user_id}
    )
    if is_new:
        record(actor, "meeting.call", about=meeting)
    return meeting


def add(actor: Actor, meeting_id: UUID, journey_id: UUID) -> MeetingCase:
    """Put a journey on the agenda, last."""
    require(actor, Permission.PREPARE)
    meeting = agenda.found(actor, meeting_id)
    journey = journeys.seen(actor, journey_id)
    if journey.center_id != actor.place_id:
        raise Journey.DoesNotExist
    if not journey.is_running:
        raise Refused("This journey has ended.", code="journey_ended")
    last = MeetingCase.objects.filter(meeting=meeting, dropped_at__isnull=True).aggregate(last=Max("place"))["last"] or 0
    try:
        with transaction.atomic():
            case = MeetingCase.objects.create(meeting=meeting, journey=journey, place=last + 1)
    except IntegrityError:
        raise Refused("This patient is on the agenda already.", code="on_agenda") from None
    record(actor, "meeting.add_case", about=case, patients=[journey.patient_id])
    return case


def lock(actor: Actor, case_id: UUID, permission: Permission, *, version: int) -> MeetingCase:
    """The case, locked; a decided one changes no more."""
    require(actor, permission)
    rows = MeetingCase.objects.select_for_update(of=("self",)).select_related("meeting", "journey")
    case = rows.get(pk=case_id, meeting__center_id=actor.place_id, dropped_at__isnull=True)
    if case.version != version:
        raise Stale(case.version, [f"{case.recorded_by_name}: recorded the decision."] if case.decision else [])
    return case


def check_open(case: MeetingCase) -> None:
    if case.decision:
        raise Refused("This case is decided; put it on a later agenda to decide again.", code="decided")


def drop(actor: Actor, case_id: UUID, *, version: int) -> MeetingCase:
    """Take a case off the agenda."""
    case = lock(actor, case_id, Permission.PREPARE, version=version)
    check_open(case)
    case.dropped_at, case.version = timezone.now(), case.version + 1
    case.save(update_fields=["dropped_at", "version"])
    record(actor, "meeting.drop_case", about=case, patients=[case.journey.patient_id])
    return case


def move_up(actor: Actor, case_id: UUID, *, version: int) -> MeetingCase:
    """One place up the agenda; the one above goes down."""
    case = lock(actor, case_id, Permission.PREPARE, version=version)
    others = MeetingCase.objects.select_for_update().filter(meeting=case.meeting, dropped_at__isnull=True, place__lt=case.place)
    above = others.order_by("-place").first()
    if above is None:
        raise Refused("This case is the first already.", code="first_already")
    case.place, above.place, case.version = above.place, case.place, case.version + 1
    above.save(update_fields=["place"])
    case.save(update_fields=["place", "version"])
    record(actor, "meeting.move_case", about=case, patients=[case.journey.patient_id])
    return case


def decide(
    actor: Actor,
    case_id: UUID,
    *,
    version: int,
    decision: CaseDecision,
    rationale: str,
    product: str = "",
    setting: str = "",
    priority: int | None = None,
) -> MeetingCase:
    """Write down what was decided and why. Only “treat” completes the step and makes DEC actual; anything else leaves both open."""
    case = lock(actor, case_id, Permission.RECORD, version=version)
    check_open(case)
    case.decision, case.rationale = CaseDecision(decision), rationale.strip()[:1000]
    case.product, case.setting, case.priority = product.strip()[:120], CaseSetting(setting) if setting else "", priority
    check_decision(case)
    case.recorded_at, case.recorded_by_id, case.recorded_by_name = timezone.now(), actor.user_id, actor.name
    case.version += 1
    if case.decision != CaseDecision.MORE_INFORMATION:
        complete(actor, case)
    case.save()
    record(actor, "meeting.decide", about=case, patients=[case.journey.patient_id])
    return case


def check_decision(case: MeetingCase) -> None:
    if not case.rationale:
        raise Refused("Write why it was decided so.", field="rationale", code="rationale_needed")
    if case.decision in (CaseDecision.TREAT, CaseDecision.WAIT) and not case.product:
        raise Refused("Name the product that was decided on.", field="product", code="product_needed")


def complete(actor: Actor, case: MeetingCase) -> None:
    """The step of the road, with the answers that its protocol asks for."""
    journey = journeys.lock(actor, case.journey_id)
    steps = JourneyStep.objects.filter(journey=journey, code=agenda.DECIDES, state__in=agenda.TAKEN)
    step = steps.order_by("due_on").values_list("pk", "version").first()
    if step is None:
        raise Refused("The road does not wait for this decision: its step is not ready, or done already.", code="step_not_ready")
    current, row = working.begin(actor, journey.pk, step[0], "complete", version=step[1])
    rule = current.rules[row.code]
    given: dict[str, Any] = {"decision": case.decision, "product": case.product, "rationale": case.rationale}
    given |= {"setting": case.setting, "priority": case.priority}
    row.answers = recording.checked(rule, {field.name: given[field.name] for field in rule.fields if given.get(field.name)})
    if case.decision != CaseDecision.TREAT:
        working.answer(actor, current, row)
        return
    settling.settle(row, StepState.DONE, actor, on=min(case.meeting.on, timezone.localdate()))
    current.touch(row)
    working.finish(actor, current, row, rule, row.done_on or timezone.localdate())


def ask(
    actor: Actor, case_id: UUID, *, version: int, words: str, side: Site = Site.CENTER, due_on: date | None = None, user: int | None = None
) -> MeetingAction:
    """Ask for something: it becomes a step of the road, of either side, with a day; a person of one's own team may be named."""
    case = lock(actor, case_id, Permission.RECORD, version=version)
    due = due_on or timezone.localdate()
    check_asked(words, due)
    journey = journeys.enter(actor, case.journey_id, OF_VERB["ask"], by=journeys.CENTER)
    current = road.load(journey)
    row = task(current, Site(side), due, named(actor, side, user), words)
    road.add(current, [row])
    note = journeys.Note(detail={"words": words.strip()[:300], "on": case.meeting.on.isoformat()}, step=None)
    done = change.keep(actor, current, "ask", note)
    action = MeetingAction.objects.create(case=case, journey=journey, step=row, words=words.strip()[:300], asked_on=case.meeting.on)
    also = [(row.owner_org_id, row.assignee_id)] if row.assignee_id else []
    whom.tell(journey, Kind.PATHWAY_STEP_GIVEN, () if also else {Owner(row.owner_role)}, done.event, also=also)
    return action


def check_asked(words: str, due: date) -> None:
    if not words.strip():
        raise Refused("Write what is asked for.", field="words", code="words_needed")
    if due < timezone.localdate():
        raise Refused("That day is over; choose today or later.", field="due_on", code="date_past")


def named(actor: Actor, side: Site, user: int | None) -> int | None:
    """A colleague of one's own center; whom the practice gives it to is theirs to say."""
    if user is None or side is not Site.CENTER:
        return None
    if not Membership.objects.active().filter(user_id=user, organization_id=actor.place_id).exists():
        raise Refused("Choose a colleague of your own team.", field="user", code="not_a_colleague")
    return user


def task(current: Road, side: Site, due: date, person: int | None, words: str) -> JourneyStep:
    """A row beside the protocol's. Its words stand in `reason_text` while it is open."""
    journey = current.journey
    organization = journey.practice if side is Site.PRACTICE else journey.center
    return JourneyStep(
        journey=journey,
        patient_id=journey.patient_id,
        owner_org_id=organization.pk,
        code=MEETING_ACTION.code,
        occurrence=1 + sum(row.code == MEETING_ACTION.code for row in current.steps),
        phase=MEETING_ACTION.phase,
        owner_role=OWNERS[side],
        site=side,
        assignee_id=person,
        state=StepState.READY,
        due_on=due,
        due_at=end_of_day(due, organization.time_zone),
        reason_text=words.strip()[:300],
    )
