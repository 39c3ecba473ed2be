"""Every kind of notice, as data: what it says in the in-app center, to whom, how urgently, and which page its link opens.

Titles say what happened in the loop, never a clinical fact, a name or an organization; e-mail says even less (`wordings`). To add a
kind: one member, one row. A switched-off topic is checked when the message is sent, not when it is posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carecoord.notifications.states import Channel

Words = str | Promise


class Audience(StrEnum):
    STAFF = "staff"
    PERSON = "person"  # patients and those who care for them


class Topic(models.TextChoices):
    """What can be switched off together; those in `SAFETY` cannot."""

    LOOP = "loop", _("Referrals that change hands")
    QUESTIONS = "questions", _("Questions and missing items")
    THREAD = "thread", _("Notes and mentions")
    NEWS = "news", _("News on the road")
    READING = "reading", _("Something to read")
    MESSAGES = "messages", _("Messages")
    REMINDERS = "reminders", _("Reminders of what is due or late")
    VISITS = "visits", _("Visits")
    ACCESS = "access", _("Who opened a record")


SAFETY = frozenset({Topic.REMINDERS, Topic.VISITS, Topic.ACCESS})


class Wording(StrEnum):
    """The few things an e-mail may say."""

    UPDATE = "update"
    TASK = "task"
    REMINDER = "reminder"
    URGENT = "urgent"
    MESSAGE = "message"


@dataclass(frozen=True)
class Form:
    """How one kind is told."""

    title: Words
    topic: Topic
    wording: Wording = Wording.UPDATE
    audience: Audience = Audience.STAFF
    link: str = "referrals:referral"  # URL name; takes the id it is about
    is_urgent: bool = False
    needs_grant: bool = True  # False: it tells of the end of access, so the recipient's grant may be over
    channels: tuple[Channel, ...] = (Channel.INAPP, Channel.EMAIL)

    @property
    def is_safety(self) -> bool:
        return self.topic in SAFETY

    @property
    def takes_id(self) -> bool:
        return self.link not in WITHOUT_ID


ROAD, MESSAGES, LOOKED, READING = "referrals:road", "referrals:messages", "audit:who_looked", "education:library"
BREAK_GLASS = "access:break_glass_reviews"
TEAM = "accounts:team"
JOURNEY, SLOTS, CALENDAR = "pathway:journey", "slots:journey", "slots:calendar"
FIRST_DAYS, WAY_HOME = "monitoring:course", "handoff:home"
WITHOUT_ID = frozenset({ROAD, MESSAGES, LOOKED, READING, BREAK_GLASS, TEAM, CALENDAR})


class Kind(StrEnum):
    """Names of kinds; what `notifications.post` takes."""

    REFERRAL_SENT = "referral.sent"
    REFERRAL_SENT_URGENT = "referral.sent_urgent"
    REFERRAL_RECEIVED = "referral.received"
    REFERRAL_ASSIGNED = "referral.assigned"
    INFORMATION_ASKED = "referral.information_asked"
    INFORMATION_ANSWERED = "referral.information_answered"
    REFERRAL_ACCEPTED = "referral.accepted"
    REFERRAL_WAITLISTED = "referral.waitlisted"
    REFERRAL_DECLINED = "referral.declined"
    REFERRAL_APPEALED = "referral.appealed"
    REFERRAL_WITHDRAWN = "referral.withdrawn"
    REFERRAL_TRANSFERRED = "referral.transferred"
    REFERRAL_REOPENED = "referral.reopened"
    CONSULT_BOOKED = "referral.consult_booked"
    CONSULT_CHANGED = "referral.consult_changed"
    CONSULT_MISSED = "referral.consult_missed"
    CONSULT_NOTE = "referral.consult_note"
    DECISION_MADE = "referral.decision_made"
    OUTCOME_SENT = "referral.outcome_sent"
    OUTCOME_ACKNOWLEDGED = "referral.outcome_acknowledged"
    REFERRAL_CLOSED = "referral.closed"
    PERSON_DIED = "referral.person_died"
    SLOT_OFFERED = "slot.offered"
    SLOT_ANSWERED = "slot.answered"
    SLOT_CONFIRMED = "slot.confirmed"
    SLOT_MOVED = "slot.moved"
    SLOT_LOST = "slot.lost"
    SLOT_LAPSED = "slot.lapsed"
    NOTE_WRITTEN = "thread.note"
    MENTIONED = "thread.mention"
    ACKNOWLEDGEMENT_DUE = "reminder.acknowledgement"
    ACKNOWLEDGEMENT_LATE = "escalation.acknowledgement"
    TRIAGE_DUE = "reminder.triage"
    TRIAGE_LATE = "escalation.triage"
    MISSING_DUE = "reminder.missing"
    MISSING_LATE = "escalation.missing"
    CONSULT_NOTE_DUE = "reminder.consult_note"
    CONSULT_NOTE_LATE = "escalation.consult_note"
    OUTCOME_DUE = "reminder.outcome"
    OUTCOME_LATE = "escalation.outcome"
    STEP_DUE = "reminder.step"
    STEP_LATE = "escalation.step"
    JOURNEY_STARTED = "pathway.started"
    JOURNEY_MOVED = "pathway.moved"
    JOURNEY_ENDED = "pathway.ended"
    PATHWAY_STEP_GIVEN = "pathway.step_given"
    PATHWAY_STEP_DUE = "reminder.pathway_step"
    PATHWAY_STEP_LATE = "escalation.pathway_step"
    GATE_SIGNED = "pathway.gate_signed"
    GATE_VOIDED = "pathway.gate_voided"
    BRANCH_OPENED = "pathway.branch_opened"
    BRANCH_OPENED_URGENT = "pathway.branch_opened_urgent"
    FLAG_RAISED = "pathway.flag_raised"
    CHECK_NEEDS_EYES = "monitoring.needs_eyes"
    CHECK_DUE = "reminder.check"
    CHECK_MISSED = "escalation.check"
    HAND_OFF_SENT = "handoff.sent"
    HAND_OFF_ACKNOWLEDGED = "handoff.acknowledged"
    HAND_OFF_UNREAD = "reminder.handoff"
    HAND_OFF_CALL = "escalation.handoff"
    VISIT_NOTE = "handoff.visit_note"
    VISIT_CONCERN = "handoff.concern"
    BREAK_GLASS_USED = "access.break_glass"
    BREAK_GLASS_REVIEW_LATE = "access.break_glass_late"
    BREAK_GLASS_NOT_REVIEWED = "access.break_glass_unreviewed"
    ROAD_NEWS = "person.news"
    VISIT_BOOKED = "person.visit_booked"
    VISIT_CHANGED = "person.visit_changed"
    VISIT_SOON = "person.visit_soon"
    MESSAGE_RECEIVED = "person.message"
    READING_ASSIGNED = "person.reading"
    STEP_SOON = "person.step_soon"
    RECORD_OPENED = "person.record_opened"

    @property
    def form(self) -> Form:
        return KINDS[self]


REFERRAL = "referrals:referral"


def _due(title: str, *, link: str = REFERRAL) -> Form:
    return Form(title, Topic.REMINDERS, Wording.REMINDER, link=link)


def _late(title: str, *, link: str = REFERRAL) -> Form:
    return Form(title, Topic.REMINDERS, Wording.URGENT, link=link, is_urgent=True)


def _person(
    title: Words, topic: Topic, wording: Wording = Wording.UPDATE, *, link: str = ROAD, is_urgent: bool = False, needs_grant: bool = True
) -> Form:
    return Form(title, topic, wording, Audience.PERSON, link, is_urgent, needs_grant)


KINDS: dict[Kind, Form] = {
    Kind.REFERRAL_SENT: Form("A referral was sent to you", Topic.LOOP, Wording.TASK),
    Kind.REFERRAL_SENT_URGENT: Form("An urgent referral was sent to you", Topic.REMINDERS, Wording.URGENT, is_urgent=True),
    Kind.REFERRAL_RECEIVED: Form("Your referral was received", Topic.LOOP),
    Kind.REFERRAL_ASSIGNED: Form("A referral was given to you", Topic.LOOP, Wording.TASK),
    Kind.INFORMATION_ASKED: Form("You were asked for missing items", Topic.QUESTIONS, Wording.TASK),
    Kind.INFORMATION_ANSWERED: Form("Your questions were answered", Topic.QUESTIONS, Wording.TASK),
    Kind.REFERRAL_ACCEPTED: Form("A referral was accepted", Topic.LOOP),
    Kind.REFERRAL_WAITLISTED: Form("A referral was put on the waitlist", Topic.LOOP),
    Kind.REFERRAL_DECLINED: Form("A referral was declined; the reason is in it", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_APPEALED: Form("The decision on a referral was appealed", Topic.LOOP, Wording.TASK),
    Kind.REFERRAL_WITHDRAWN: Form("A referral was withdrawn; the reason is in it", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_TRANSFERRED: Form("A referral was transferred", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_REOPENED: Form("A referral was opened again", Topic.LOOP),
    Kind.CONSULT_BOOKED: Form("A consult was booked", Topic.VISITS),
    Kind.CONSULT_CHANGED: Form("A consult was moved or cancelled", Topic.VISITS),
    Kind.CONSULT_MISSED: Form("A consult was missed", Topic.VISITS, Wording.URGENT, is_urgent=True),
    Kind.CONSULT_NOTE: Form("A consult note was sent to you", Topic.LOOP),
    Kind.DECISION_MADE: Form("A decision was made on a referral", Topic.LOOP),
    Kind.OUTCOME_SENT: Form("The outcome of a referral was sent to you", Topic.LOOP, Wording.TASK),
    Kind.OUTCOME_ACKNOWLEDGED: Form("The outcome you sent was acknowledged", Topic.LOOP),
    Kind.REFERRAL_CLOSED: Form("A referral was closed", Topic.LOOP, needs_grant=False),
    Kind.PERSON_DIED: Form("A referral ended because the person died", Topic.REMINDERS, Wording.URGENT, is_urgent=True, needs_grant=False),
    Kind.SLOT_OFFERED: Form("A slot was offered; please answer in time", Topic.VISITS, Wording.TASK, link=SLOTS),
    Kind.SLOT_ANSWERED: Form("An offered slot was answered", Topic.VISITS, link=SLOTS),
    Kind.SLOT_CONFIRMED: Form("A slot was confirmed", Topic.VISITS, link=SLOTS),
    Kind.SLOT_MOVED: Form("A slot was moved; see what follows from it", Topic.VISITS, Wording.URGENT, link=SLOTS, is_urgent=True),
    Kind.SLOT_LOST: Form("A confirmed slot was released", Topic.VISITS, Wording.URGENT, link=SLOTS, is_urgent=True),
    Kind.SLOT_LAPSED: Form("A slot you held is free again: its time ran out", Topic.VISITS, link=CALENDAR),
    Kind.NOTE_WRITTEN: Form("A note was written on a referral", Topic.THREAD),
    Kind.MENTIONED: Form("Somebody mentioned you in a note", Topic.THREAD, Wording.MESSAGE),
    Kind.ACKNOWLEDGEMENT_DUE: _due("A referral waits to be acknowledged"),
    Kind.ACKNOWLEDGEMENT_LATE: _late("Acknowledging a referral is late"),
    Kind.TRIAGE_DUE: _due("A referral waits for triage"),
    Kind.TRIAGE_LATE: _late("Triage of a referral is late"),
    Kind.MISSING_DUE: _due("A referral waits for missing items"),
    Kind.MISSING_LATE: _late("Missing items of a referral are late"),
    Kind.CONSULT_NOTE_DUE: _due("A consult note is due"),
    Kind.CONSULT_NOTE_LATE: _late("A consult note is late"),
    Kind.OUTCOME_DUE: _due("The outcome of a referral is due"),
    Kind.OUTCOME_LATE: _late("The outcome of a referral is late"),
    Kind.STEP_DUE: _due("A step of a referral is due"),
    Kind.STEP_LATE: _late("A step of a referral is late"),
    Kind.JOURNEY_STARTED: Form("A treatment plan was started", Topic.LOOP, link=JOURNEY),
    Kind.JOURNEY_MOVED: Form("Dates that concern you were moved", Topic.VISITS, Wording.TASK, link=JOURNEY),
    Kind.JOURNEY_ENDED: Form("A treatment plan has ended", Topic.LOOP, link=JOURNEY, needs_grant=False),
    Kind.PATHWAY_STEP_GIVEN: Form("A step was given to you", Topic.LOOP, Wording.TASK, link=JOURNEY),
    Kind.PATHWAY_STEP_DUE: Form("A step of a plan is due", Topic.REMINDERS, Wording.REMINDER, link=JOURNEY),
    Kind.PATHWAY_STEP_LATE: Form("A step of a plan is late", Topic.REMINDERS, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.GATE_SIGNED: Form("A gate was signed", Topic.LOOP, link=JOURNEY),
    Kind.GATE_VOIDED: Form("A signature no longer stands", Topic.REMINDERS, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.BRANCH_OPENED: Form("Something on a plan needs you", Topic.REMINDERS, Wording.TASK, link=JOURNEY),
    Kind.BRANCH_OPENED_URGENT: Form("Something on a plan needs you today", Topic.REMINDERS, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.FLAG_RAISED: Form("The other side wrote something you must see", Topic.REMINDERS, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.CHECK_NEEDS_EYES: Form(
        "A daily check was written that you should see today", Topic.REMINDERS, Wording.URGENT, link=FIRST_DAYS, is_urgent=True
    ),
    Kind.CHECK_DUE: _due("A daily check is not written down yet", link=FIRST_DAYS),
    Kind.CHECK_MISSED: _late("A daily check is missing today", link=FIRST_DAYS),
    Kind.HAND_OFF_SENT: Form("A hand-off was sent to you; please acknowledge it", Topic.REMINDERS, Wording.TASK, link=WAY_HOME),
    Kind.HAND_OFF_ACKNOWLEDGED: Form("The hand-off you sent was acknowledged", Topic.LOOP, link=WAY_HOME),
    Kind.HAND_OFF_UNREAD: _late("A hand-off you sent is not acknowledged yet", link=WAY_HOME),
    Kind.HAND_OFF_CALL: _late("A hand-off is still not acknowledged; please call the practice", link=WAY_HOME),
    Kind.VISIT_NOTE: Form("A visit note came from the practice", Topic.LOOP, link=WAY_HOME),
    Kind.VISIT_CONCERN: Form("A visit note asks for your attention today", Topic.REMINDERS, Wording.URGENT, link=WAY_HOME, is_urgent=True),
    Kind.BREAK_GLASS_USED: Form(
        "Emergency access was used; please review it",
        Topic.ACCESS,
        Wording.URGENT,
        link=BREAK_GLASS,
        is_urgent=True,
    ),
    Kind.BREAK_GLASS_REVIEW_LATE: Form(
        "A review of emergency access is late", Topic.ACCESS, Wording.URGENT, link=BREAK_GLASS, is_urgent=True
    ),
    Kind.BREAK_GLASS_NOT_REVIEWED: Form(
        "Emergency access was not reviewed in time; see that somebody here does it", Topic.ACCESS, Wording.URGENT, link=TEAM, is_urgent=True
    ),
    Kind.ROAD_NEWS: _person(_("There is news on your road"), Topic.NEWS),
    Kind.VISIT_BOOKED: _person(_("A visit was booked for you"), Topic.VISITS),
    Kind.VISIT_CHANGED: _person(_("A visit was changed"), Topic.VISITS, Wording.URGENT, is_urgent=True),
    Kind.VISIT_SOON: _person(_("You have a visit soon"), Topic.VISITS, Wording.REMINDER),
    Kind.MESSAGE_RECEIVED: _person(_("You have a new message"), Topic.MESSAGES, Wording.MESSAGE, link=MESSAGES),
    Kind.READING_ASSIGNED: _person(_("There is something new to read"), Topic.READING, link=READING),
    Kind.STEP_SOON: _person(_("Something on your road comes up soon"), Topic.VISITS, Wording.REMINDER),
    Kind.RECORD_OPENED: _person(_("Someone opened your record in an emergency"), Topic.ACCESS, link=LOOKED, needs_grant=False),
}


def kinds_for(audience: Audience) -> list[Kind]:
    return [kind for kind, form in KINDS.items() if form.audience is audience]


def topics_for(audience: Audience) -> list[Topic]:
    """The topics somebody of this audience can get, in the order of `Topic`."""
    used = {form.topic for form in KINDS.values() if form.audience is audience}
    return [topic for topic in Topic if topic in used]
