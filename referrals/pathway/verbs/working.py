"""Doing steps: take, give, hand back, complete with answers and evidence, skip, fail, try again, reopen.

Each is checked against the step's own version, so that two people can do two steps of one journey at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Kind
from patients.models import Document, Result
from referrals.models import EvidenceKind, IdentityCheck, JourneyEvent, JourneyFlag, JourneyStep, StepEvidence
from referrals.pathway import change, follow, hearing, journeys, plan, recording, resolving, road, settling, whom
from referrals.pathway.answers import meets
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence, Step
from referrals.pathway.road import Road
from referrals.pathway.states import OPEN, STEP_MOVES, StepState

Found = TypeVar("Found", Document, Result)
TWO = 2
FIELD_OF = {"sign_off": "signs", "document": "documents", "result": "results"}
CRITERIA_MET = "criteria_met"


def begin(actor: Actor, journey_id: UUID, step_id: UUID, verb: str, *, version: int) -> tuple[Road, JourneyStep]:
    """The road with the journey locked, and the step: permission, side, version and state are checked in that order."""
    journey = journeys.enter(actor, journey_id, OF_VERB[verb], by=journeys.BOTH)
    current = road.load(journey)
    row = next((row for row in current.steps if row.pk == step_id), None)
    if row is None:
        raise JourneyStep.DoesNotExist
    check_side(actor, current, row)
    if row.version != version:
        raise Stale(row.version, changes_of(row))
    sources, _ = STEP_MOVES.get(verb, (OPEN, None))
    if row.state not in sources:
        raise Refused(f"This cannot be done now: the step is “{row.get_state_display()}”.", code="wrong_state")
    return current, row


def check_side(actor: Actor, current: Road, row: JourneyStep) -> None:
    """The organization that owns the step, or the other one where the protocol names one of its roles beside the owner."""
    if row.owner_org_id == actor.place_id:
        return
    step = current.rules.get(row.code)
    roles = whom.AT_CENTER if actor.is_center else whom.AT_PRACTICE
    if step is None or not set(step.with_) & set(roles):
        journey = current.journey
        owner = journey.practice if row.owner_org_id == journey.practice_id else journey.center
        raise NotAllowed(f"{owner.short_name} does this.")


def changes_of(row: JourneyStep) -> list[str]:
    since = JourneyEvent.objects.filter(step=row).order_by("-at")[:3]
    return [f"{event.actor_name}: {event.verb.replace('_', ' ')}." for event in since]


def note_of(current: Road, row: JourneyStep, **detail: Any) -> journeys.Note:
    return journeys.Note(reason_code=row.reason_code, detail={"step": current.title(row.code), **detail}, step=row)


def claim(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int) -> JourneyStep:
    """Take a step: it is being done, by me."""
    current, row = begin(actor, journey_id, step_id, "claim", version=version)
    row.state, row.assignee_id = StepState.IN_PROGRESS, actor.user_id
    return kept(actor, current, row, "claim")


def release(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int) -> JourneyStep:
    """Put a step back for others."""
    current, row = begin(actor, journey_id, step_id, "release", version=version)
    row.state, row.assignee_id = StepState.READY, None
    return kept(actor, current, row, "release")


def assign(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int, user: int) -> JourneyStep:
    """Give a step to a colleague; they are told."""
    current, row = begin(actor, journey_id, step_id, "assign", version=version)
    name = Membership.objects.active().filter(user_id=user, organization_id=actor.place_id).values_list("user__name", flat=True).first()
    if name is None:
        raise Refused("Choose a colleague of your own team.", field="user", code="not_a_colleague")
    row.assignee_id = user
    current.touch(row)
    done = change.keep(actor, current, "assign", note_of(current, row, to=name))
    whom.tell(current.journey, Kind.PATHWAY_STEP_GIVEN, (), done.event, also=[(actor.place_id, user)])
    return row


def kept(actor: Actor, current: Road, row: JourneyStep, verb: str, **detail: Any) -> JourneyStep:
    current.touch(row)
    change.keep(actor, current, verb, note_of(current, row, **detail))
    return row


def complete(
    actor: Actor,
    journey_id: UUID,
    step_id: UUID,
    *,
    version: int,
    done_on: date | None = None,
    answers: Mapping[str, Any] | None = None,
    documents: Collection[UUID] = (),
    results: Collection[UUID] = (),
    signs: bool = False,
) -> JourneyStep:
    """Done, with its answers and what shows it. An anchor that the step sets becomes actual, and the road follows.

    Answers that the protocol says leave it open are recorded and flagged only.
    """
    current, row = begin(actor, journey_id, step_id, "complete", version=version)
    step, on = current.rules[row.code], done_on or timezone.localdate()
    if on > timezone.localdate():
        raise Refused("The day it was done lies in the future.", field="done_on", code="date_future")
    row.answers = recording.checked(step, answers or {})
    attach_all(actor, current, row, documents, results, signs=signs)
    return conclude(actor, current, row, step, on) if settling.is_done_by(step, row) else answer(actor, current, row)


def conclude(actor: Actor, current: Road, row: JourneyStep, step: Step, on: date) -> JourneyStep:
    check_evidence(step, row)
    closes = resolving.closed_by(current, row)
    settling.settle(row, StepState.DONE, actor, on=on)
    current.touch(row)
    stop_series(actor, current, row)
    finish(actor, current, row, step, on)
    if closes:
        resolving.close(actor, current, closes)
    return row


def answer(actor: Actor, current: Road, row: JourneyStep) -> JourneyStep:
    """Recorded, flags are raised, and the step waits: no date becomes actual, and the loop does not move."""
    current.touch(row)
    done = change.keep(actor, current, "answer", note_of(current, row))
    raise_flags(actor, current, row, done.event)
    return row


def finish(actor: Actor, current: Road, row: JourneyStep, step: Step, on: date) -> None:
    """The date it sets becomes actual; flags are raised; the loop follows."""
    fixes = plan.moved(current.protocol, current.fixes, step.sets, Fix(on, Confidence.ACTUAL)) if step.sets else None
    done = change.keep(actor, current, "complete", note_of(current, row, on=on.isoformat()), fixes=fixes)
    raise_flags(actor, current, row, done.event)
    hearing.done(current, step, done.event)
    hearing.authorized(current, row, step, done.event)
    if fixes:
        change.tell_moved(current, done)
        follow.reached(actor, current.journey, step.sets)


def attach_all(
    actor: Actor, current: Road, row: JourneyStep, documents: Collection[UUID], results: Collection[UUID], *, signs: bool
) -> None:
    if signs and actor.role != Role.CLINICIAN:
        raise NotAllowed("A clinician signs this off.")
    papers, values = of_record(Document, row, documents, "documents"), of_record(Result, row, results, "results")
    rows = [evidence(actor, current, row, EvidenceKind.DOCUMENT, document=document) for document in papers]
    rows += [evidence(actor, current, row, EvidenceKind.RESULT, result=result) for result in values]
    if signs:
        rows.append(evidence(actor, current, row, EvidenceKind.SIGN_OFF))
    StepEvidence.objects.bulk_create(rows)


def of_record(kind: type[Found], row: JourneyStep, ids: Collection[UUID], field: str) -> list[Found]:
    """Of this patient, and not marked as a mistake."""
    found = list(kind._default_manager.filter(pk__in=ids, patient_id=row.patient_id, is_entered_in_error=False)) if ids else []
    if len(found) != len(set(ids)):
        raise Refused(f"One of these {field} is not in the patient's record.", field=field, code=f"no_such_{field[:-1]}")
    return found


def evidence(actor: Actor, current: Road, row: JourneyStep, kind: EvidenceKind, **what: Document | Result) -> StepEvidence:
    who = {"by_id": actor.user_id, "by_name": actor.name or actor.client_id}
    return StepEvidence(journey=current.journey, step=row, kind=kind, **what, **who)


def check_evidence(step: Step, row: JourneyStep) -> None:
    """Each kind the protocol asks for is attached, and two different people matched identities where it says so."""
    there = set(StepEvidence.objects.filter(step=row).values_list("kind", Coalesce("document__kind", "result__loinc", Value(""))))
    for wanted in step.evidence:
        kind, _, of = wanted.partition(":")
        if not any(kind == str(have) and (not of or of == str(which)) for have, which in there):
            what = {
                "sign_off": "a clinician's sign-off",
                "document": f"the document ({of.replace('_', ' ')})",
                "result": f"the result {of}",
            }
            raise Refused(f"This step needs {what[kind]}.", field=FIELD_OF[kind], code="evidence_needed")
    if step.two_people and IdentityCheck.objects.filter(step=row).values("by").distinct().count() < TWO:
        raise Refused("Two people must have matched patient, label and chain-of-identity id.", code="identity_needed")


def stop_series(actor: Actor, current: Road, row: JourneyStep) -> None:
    """An answer that ends the repetition: what is left of it is skipped, because its criteria are met."""
    if not road.stops(current.rules[row.code], row):
        return
    for other in current.of(row.code):
        if other.series == row.series and other.is_open:
            settling.settle(other, StepState.SKIPPED, actor, reason=CRITERIA_MET)
            current.touch(other)


def raise_flags(actor: Actor, current: Road, row: JourneyStep, event: JourneyEvent) -> None:
    """What the protocol says the center must look at; the branch it suggests is opened by a person."""
    found = [flag for flag in current.rules[row.code].flags if meets(flag.value, row.answers.get(flag.field))]
    if not found:
        return
    JourneyFlag.objects.bulk_create(
        JourneyFlag(
            journey=current.journey,
            step=row,
            words=(flag.words or current.title(row.code))[:120],
            branch=flag.branch,
            is_urgent=bool(flag.branch) and current.protocol.branch(flag.branch).is_urgent,
            raised_by_id=actor.user_id,
        )
        for flag in found
    )
    hearing.flagged(current, row, event)


def skip(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int, reason: str) -> JourneyStep:
    """Not needed here, and why."""
    current, row = begin(actor, journey_id, step_id, "skip", version=version)
    if not reason.strip():
        raise Refused("Write why this step is skipped.", field="reason", code="reason_needed")
    settling.settle(row, StepState.SKIPPED, actor, reason="by_hand", text=reason)
    return kept(actor, current, row, "skip")


def fail(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int, reason: str) -> JourneyStep:
    """Tried, and it did not work; a failure branch may follow."""
    current, row = begin(actor, journey_id, step_id, "fail", version=version)
    if not reason.strip():
        raise Refused("Write what went wrong.", field="reason", code="reason_needed")
    settling.settle(row, StepState.FAILED, actor, reason="by_hand", text=reason)
    return kept(actor, current, row, "fail")


def retry(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int) -> JourneyStep:
    """Try a failed step again."""
    current, row = begin(actor, journey_id, step_id, "retry", version=version)
    settling.unsettle(row)
    return kept(actor, current, row, "retry")


def reopen(actor: Actor, journey_id: UUID, step_id: UUID, *, version: int, reason: str) -> JourneyStep:
    """It was marked done or skipped by mistake. What it set becomes a plan again; signatures that hung on it are voided."""
    current, row = begin(actor, journey_id, step_id, "reopen", version=version)
    if not reason.strip():
        raise Refused("Write why it is opened again.", field="reason", code="reason_needed")
    anchor = current.rules[row.code].sets if row.code in current.rules else ""
    fixes = current.fixes
    if anchor in fixes and fixes[anchor].confidence is Confidence.ACTUAL:
        fixes = fixes | {anchor: Fix(fixes[anchor].on, Confidence.PLANNED)}
    settling.unsettle(row)
    current.touch(row)
    change.keep(actor, current, "reopen", note_of(current, row, reason=reason.strip()[:300]), fixes=fixes)
    return row
