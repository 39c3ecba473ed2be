"""Meetings of the demonstration: past days with what they decided and asked for, and one to come with its agenda.

Room: referrals.meetings. Runs as the owner, who may write the past. Which journeys there are is decided by whoever calls `fill`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.accounts.models import Membership, Organization, Role
from referrals.clock import end_of_day
from referrals.meetings import agenda, verbs
from referrals.models import CaseDecision, CaseSetting, Journey, JourneyStep, Meeting, MeetingAction, MeetingCase, MeetingKind
from referrals.pathway import road
from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Site
from referrals.pathway.states import StepState

HELD: Final = timedelta(days=75)  # how far back the list goes
WEEKDAY: Final = 3  # the next one is on a Thursday
WHY: Final = (
    "Progression on the fourth line, ECOG 1, organ function adequate. Bridging at the practice.",
    "Triple-class refractory, slow relapse. Slot within five weeks; caregiver named for both weeks nearby.",
    "Fit by every criterion. Prefers to stay near home until collection.",
)
# Words, side, due in days from today (behind us: late), done already.
ASKED: Final = (
    ("Cardiology opinion on the ejection fraction of 45 %", Site.CENTER, -4, False),
    ("Send the marrow slides for review", Site.PRACTICE, 3, False),
    ("Name a second caregiver for the two weeks nearby", Site.CENTER, 6, False),
    ("Dental clearance before collection", Site.PRACTICE, -2, True),
)


def fill(center: Organization, journeys: Sequence[Journey]) -> int:
    """Returns how many meetings there are. A second call for the same center does nothing."""
    if Meeting.objects.filter(center=center).exists():
        return 0
    held = [past(center, day, [one for one, on in decided(journeys) if on == day]) for day in days(journeys)]
    if held:
        ask(held[-1])
    coming(center, journeys)
    return len(held) + 1


def decided(journeys: Sequence[Journey]) -> list[tuple[Journey, date]]:
    """Those whose decision was made not long ago, with its day."""
    since = timezone.localdate() - HELD
    steps = JourneyStep.objects.filter(journey__in=journeys, code=agenda.DECIDES, state=StepState.DONE, done_on__gte=since)
    by_pk = {one.pk: one for one in journeys}
    return [(by_pk[pk], on) for pk, on in steps.order_by("done_on", "journey_id").values_list("journey_id", "done_on") if on]


def days(journeys: Sequence[Journey]) -> list[date]:
    return sorted({on for _, on in decided(journeys)})


def past(center: Organization, on: date, journeys: Sequence[Journey]) -> Meeting:
    """A day that is over: every case decided by the physician of the center."""
    physician = Membership.objects.filter(organization=center, role=Role.CLINICIAN).select_related("user").order_by("pk").first()
    at = datetime.combine(on, time(12, 40), tzinfo=ZoneInfo(center.time_zone))
    meeting = Meeting.objects.create(center=center, on=on, created_at=at - timedelta(days=6))
    for place, journey in enumerate(journeys, 1):
        MeetingCase.objects.create(
            meeting=meeting,
            journey=journey,
            place=place,
            decision=CaseDecision.TREAT,
            rationale=WHY[(on.toordinal() + place) % len(WHY)],
            product=journey.protocol.product,
            setting=CaseSetting.INPATIENT,
            recorded_at=at,
            recorded_by=physician.user if physician else None,
            recorded_by_name=physician.user.name if physician else "",
        )
    return meeting


def ask(meeting: Meeting) -> None:
    """What the newest meeting asked for: each is a step of the road; most are outstanding, one is late, one is done."""
    case = meeting.cases.select_related("journey__practice", "journey__center", "journey__protocol").order_by("place")[0]
    for words, side, after, is_done in ASKED:
        action(meeting, case, words, side, timezone.localdate() + timedelta(days=after), is_done=is_done)


def action(meeting: Meeting, case: MeetingCase, words: str, side: Site, due: date, *, is_done: bool) -> MeetingAction:
    journey = case.journey
    due = max(due, meeting.on)
    row = verbs.task(road.load(journey), side, due, journey.coordinator_id if side is Site.CENTER else None, words)
    row.due_at, row.opened_on = end_of_day(due, meeting.center.time_zone), meeting.on
    if is_done:
        row.state, row.done_on, row.settled_at = StepState.DONE, due, row.due_at
    row.save(force_insert=True)
    return MeetingAction.objects.create(
        case=case, journey=journey, step=row, words=words, asked_on=meeting.on, asked_at=case.recorded_at or timezone.now()
    )


def coming(center: Organization, journeys: Sequence[Journey]) -> Meeting:
    """The next one: first who waits for the decision, then roads on which something failed and has to be decided again."""
    today = timezone.localdate()
    on = today + timedelta(days=(WEEKDAY - today.weekday()) % 7 or 7)
    meeting = Meeting.objects.create(center=center, on=on, kind=MeetingKind.SELECTION)
    waiting = [one for one in journeys if one.is_running and one.referral.stage in agenda.AWAITING]
    failed = set(JourneyStep.objects.filter(journey__in=journeys, phase=BRANCH).values_list("journey_id", flat=True))
    again = [one for one in journeys if one.is_running and one.pk in failed and one not in waiting]
    for place, journey in enumerate([*waiting, *again][:4], 1):
        MeetingCase.objects.create(meeting=meeting, journey=journey, place=place)
    return meeting
