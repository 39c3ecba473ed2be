"""The loop between practice and center: what happens to a referral, and who wrote about it."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import Form, Topic, Wording

ROWS: dict[Kind, Form] = {
    Kind.REFERRAL_SENT: Form("A referral was sent to you", Topic.LOOP, Wording.TASK),
    Kind.REFERRAL_SENT_URGENT: Form("An urgent referral was sent to you", Topic.URGENT, Wording.URGENT, is_urgent=True),
    Kind.REFERRAL_RECEIVED: Form("Your referral was received", Topic.LOOP),
    Kind.REFERRAL_ASSIGNED: Form("A referral was given to you", Topic.LOOP, Wording.TASK),
    Kind.INFORMATION_ASKED: Form("You were asked for missing items", Topic.QUESTIONS, Wording.TASK),
    Kind.INFORMATION_ANSWERED: Form("Your questions were answered", Topic.QUESTIONS, Wording.TASK),
    Kind.REFERRAL_ACCEPTED: Form("A referral was accepted", Topic.LOOP),
    Kind.RECHECK_NEEDED: Form("Something changed for somebody who waits; look again", Topic.QUESTIONS, Wording.TASK),
    Kind.SUPPORT_BEGINS: Form("A referral was accepted; your part of it can begin", Topic.LOOP, Wording.TASK),
    Kind.REFERRAL_WAITLISTED: Form("A referral was put on the waitlist", Topic.LOOP),
    Kind.REFERRAL_DECLINED: Form("A referral was declined; the reason is in it", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_APPEALED: Form("The decision on a referral was appealed", Topic.LOOP, Wording.TASK),
    Kind.REFERRAL_WITHDRAWN: Form("A referral was withdrawn; the reason is in it", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_TRANSFERRED: Form("A referral was transferred", Topic.LOOP, needs_grant=False),
    Kind.REFERRAL_REOPENED: Form("A referral was opened again", Topic.LOOP),
    Kind.CONSULT_BOOKED: Form("A consult was booked", Topic.VISITS),
    Kind.CONSULT_CHANGED: Form("A consult was moved or cancelled", Topic.VISITS),
    Kind.CONSULT_MISSED: Form("A consult was missed", Topic.VISITS, Wording.URGENT, is_urgent=True),
    Kind.CONSULT_NOTE: Form("A consult note was sent to you", Topic.OUTCOMES),
    Kind.DECISION_MADE: Form("A decision was made on a referral", Topic.OUTCOMES),
    Kind.OUTCOME_SENT: Form("The outcome of a referral was sent to you", Topic.OUTCOMES, Wording.TASK),
    Kind.OUTCOME_ACKNOWLEDGED: Form("The outcome you sent was acknowledged", Topic.OUTCOMES),
    Kind.REFERRAL_CLOSED: Form("A referral was closed", Topic.LOOP, needs_grant=False),
    Kind.PERSON_DIED: Form("A referral ended because the person died", Topic.URGENT, Wording.URGENT, is_urgent=True, needs_grant=False),
    Kind.NOTE_WRITTEN: Form("A note was written on a referral", Topic.THREAD),
    Kind.MENTIONED: Form("Somebody mentioned you in a note", Topic.MENTIONS, Wording.MESSAGE),
}
