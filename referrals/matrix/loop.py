"""What the loop between practice and center tells: from the referral to its outcome."""

from __future__ import annotations

from carecoord.notifications import Kind
from referrals.matrix.shape import Column, Line, Stops, Tells

PRACTICE, COORDINATORS, PHYSICIANS, HOME, SUPPORT, OTHERS = (
    Column.PRACTICE,
    Column.COORDINATORS,
    Column.PHYSICIANS,
    Column.HOME,
    Column.SUPPORT,
    Column.OTHERS,
)

LINES = (
    Line(
        "Referral submitted",
        (
            Tells(PRACTICE, Kind.REFERRAL_RECEIVED, "move:receive", "when the center says that it arrived"),
            Tells(COORDINATORS, Kind.REFERRAL_SENT, "move:submit"),
            Tells(COORDINATORS, Kind.REFERRAL_SENT_URGENT, "call:referrals.notices:fitting", "at once, where it is urgent"),
            Tells(PHYSICIANS, Kind.REFERRAL_SENT_URGENT, "move:submit", "at once, where it is urgent"),
            Tells(HOME, Kind.ROAD_NEWS, "move:submit"),
            Tells(HOME, Kind.ROAD_NEWS, "move:receive"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Acknowledging is due or late",
        (
            Tells(COORDINATORS, Kind.ACKNOWLEDGEMENT_DUE, "ladder:loop.acknowledge", "one working day after it was sent"),
            Tells(COORDINATORS, Kind.ACKNOWLEDGEMENT_LATE, "ladder:loop.acknowledge", "four working hours later"),
            Tells(PHYSICIANS, Kind.ACKNOWLEDGEMENT_LATE, "ladder:loop.acknowledge", "a working day later"),
            Tells(PRACTICE, Kind.OTHER_SIDE_LATE, "ladder:loop.waiting", "a working day later"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Triage is due or late",
        (
            Tells(COORDINATORS, Kind.TRIAGE_DUE, "ladder:loop.triage", "three working days after it was sent, one where it is urgent"),
            Tells(COORDINATORS, Kind.TRIAGE_LATE, "ladder:loop.triage", "four working hours later"),
            Tells(PHYSICIANS, Kind.TRIAGE_LATE, "ladder:loop.triage", "a working day later"),
            Tells(PRACTICE, Kind.OTHER_SIDE_LATE, "ladder:loop.waiting", "a working day later"),
        ),
        Stops.STAGE,
    ),
    Line(
        "A referral is given to somebody",
        (
            Tells(PRACTICE, Kind.REFERRAL_ASSIGNED, "call:referrals.notices:tell_owner"),
            Tells(COORDINATORS, Kind.REFERRAL_ASSIGNED, "call:referrals.notices:tell_owner"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Information is asked for, and answered",
        (
            Tells(PRACTICE, Kind.INFORMATION_ASKED, "move:request_info"),
            Tells(PRACTICE, Kind.INFORMATION_ASKED, "move:ask_more"),
            Tells(PRACTICE, Kind.MISSING_DUE, "ladder:loop.missing", "on the second working day"),
            Tells(PRACTICE, Kind.MISSING_LATE, "ladder:loop.missing", "on the fourth working day and a day later"),
            Tells(COORDINATORS, Kind.INFORMATION_ANSWERED, "move:answer"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Accepted",
        (
            Tells(PRACTICE, Kind.REFERRAL_ACCEPTED, "move:accept"),
            Tells(HOME, Kind.ROAD_NEWS, "move:accept"),
            Tells(SUPPORT, Kind.SUPPORT_BEGINS, "move:accept"),
        ),
        Stops.STANDS,
        "Coordinators and physicians of the center accept it themselves.",
    ),
    Line(
        "A new result crosses a threshold for somebody who waits",
        (Tells(COORDINATORS, Kind.RECHECK_NEEDED, "call:referrals.selection.watch:tell"),),
        Stops.READ,
    ),
    Line(
        "Put on the waitlist",
        (Tells(PRACTICE, Kind.REFERRAL_WAITLISTED, "move:waitlist"),),
        Stops.STANDS,
    ),
    Line(
        "A trial slot offered as an alternative, answered, taken back",
        (
            Tells(PRACTICE, Kind.DECISION_MADE, "move:offer_trial"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:withdraw_trial"),
            Tells(COORDINATORS, Kind.INFORMATION_ANSWERED, "move:accept_trial"),
            Tells(COORDINATORS, Kind.INFORMATION_ANSWERED, "move:decline_trial"),
        ),
        Stops.STANDS,
        "The patient hears of it from the practice.",
    ),
    Line(
        "Declined, appealed",
        (
            Tells(PRACTICE, Kind.REFERRAL_DECLINED, "move:decline"),
            Tells(COORDINATORS, Kind.REFERRAL_APPEALED, "move:appeal"),
        ),
        Stops.STANDS,
        "The patient hears it from a clinician first, and only then from us (the outcome is released).",
    ),
    Line(
        "Consult booked",
        (
            Tells(PRACTICE, Kind.CONSULT_BOOKED, "move:book_consult"),
            Tells(COORDINATORS, Kind.CONSULT_BOOKED, "move:book_consult"),
            Tells(HOME, Kind.VISIT_BOOKED, "move:book_consult"),
            Tells(
                HOME,
                Kind.VISIT_SOON,
                "call:referrals.visits:one",
                "7, 2 and 1 days before, at eight in the morning; a running plan reminds instead",
            ),
            Tells(HOME, Kind.STEP_SOON, "step:consult", "7, 2 and 1 days before"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Consult moved, cancelled or missed",
        (
            Tells(PRACTICE, Kind.CONSULT_CHANGED, "call:referrals.notices:fitting", "at once, where it was called off"),
            Tells(COORDINATORS, Kind.CONSULT_CHANGED, "call:referrals.notices:fitting", "at once, where it was called off"),
            Tells(PHYSICIANS, Kind.CONSULT_CHANGED, "call:referrals.notices:fitting", "at once, where it was called off"),
            Tells(PRACTICE, Kind.CONSULT_MISSED, "move:miss_consult"),
            Tells(COORDINATORS, Kind.CONSULT_MISSED, "move:miss_consult"),
            Tells(PHYSICIANS, Kind.CONSULT_MISSED, "move:miss_consult"),
            Tells(HOME, Kind.VISIT_CHANGED, "move:miss_consult"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Consult note",
        (
            Tells(PRACTICE, Kind.CONSULT_NOTE, "move:record_consult"),
            Tells(HOME, Kind.ROAD_NEWS, "move:record_consult"),
            Tells(COORDINATORS, Kind.CONSULT_NOTE_DUE, "ladder:loop.consult_note", "three working days after the consult"),
            Tells(PHYSICIANS, Kind.CONSULT_NOTE_LATE, "ladder:loop.consult_note", "a working day later"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Decision to treat",
        (
            Tells(PRACTICE, Kind.DECISION_MADE, "move:start_workup"),
            Tells(COORDINATORS, Kind.DECISION_MADE, "move:start_workup"),
            Tells(HOME, Kind.ROAD_NEWS, "move:start_workup"),
            Tells(SUPPORT, Kind.DECISION_MADE, "move:start_workup"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Another decision: not eligible, put off, the patient says no, taken up again",
        (
            Tells(PRACTICE, Kind.DECISION_MADE, "move:find_not_eligible"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:defer"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:record_patient_no"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:resume"),
        ),
        Stops.STANDS,
    ),
    Line(
        "The outcome is sent, acknowledged, released",
        (
            Tells(PRACTICE, Kind.OUTCOME_SENT, "move:send_outcome"),
            Tells(PRACTICE, Kind.OUTCOME_DUE, "ladder:loop.outcome", "when it is due"),
            Tells(PRACTICE, Kind.OUTCOME_LATE, "ladder:loop.outcome", "four working hours and a working day later"),
            Tells(COORDINATORS, Kind.OUTCOME_ACKNOWLEDGED, "move:acknowledge_outcome"),
            Tells(HOME, Kind.ROAD_NEWS, "move:release_outcome"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Any other step of a referral is due or late",
        (
            Tells(COORDINATORS, Kind.STEP_DUE, "ladder:loop.step", "when it is due"),
            Tells(COORDINATORS, Kind.STEP_LATE, "ladder:loop.step", "four working hours and a working day later"),
        ),
        Stops.STAGE,
    ),
    Line(
        "Withdrawn, cancelled, transferred, opened again",
        (
            Tells(COORDINATORS, Kind.REFERRAL_WITHDRAWN, "move:withdraw"),
            Tells(COORDINATORS, Kind.REFERRAL_WITHDRAWN, "move:request_cancel"),
            Tells(PRACTICE, Kind.REFERRAL_CLOSED, "move:confirm_cancel"),
            Tells(PRACTICE, Kind.REFERRAL_TRANSFERRED, "move:transfer"),
            Tells(PRACTICE, Kind.REFERRAL_REOPENED, "move:reopen"),
            Tells(COORDINATORS, Kind.REFERRAL_REOPENED, "move:reopen"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Closed, or ended early",
        (
            Tells(PRACTICE, Kind.REFERRAL_CLOSED, "move:close"),
            Tells(COORDINATORS, Kind.REFERRAL_CLOSED, "move:close"),
            Tells(PHYSICIANS, Kind.REFERRAL_CLOSED, "move:close"),
            Tells(SUPPORT, Kind.REFERRAL_CLOSED, "move:close"),
            Tells(PRACTICE, Kind.REFERRAL_CLOSED, "move:lose"),
            Tells(COORDINATORS, Kind.REFERRAL_CLOSED, "move:lose"),
            Tells(PHYSICIANS, Kind.REFERRAL_CLOSED, "move:lose"),
            Tells(SUPPORT, Kind.REFERRAL_CLOSED, "move:lose"),
        ),
        Stops.STANDS,
        "The patient hears of an outcome when a clinician releases it.",
    ),
    Line(
        "Death",
        (
            Tells(PRACTICE, Kind.PERSON_DIED, "call:referrals.notices:tell_of_death"),
            Tells(COORDINATORS, Kind.PERSON_DIED, "call:referrals.notices:tell_of_death"),
            Tells(PHYSICIANS, Kind.PERSON_DIED, "call:referrals.notices:tell_of_death"),
            Tells(SUPPORT, Kind.PERSON_DIED, "call:referrals.notices:tell_of_death"),
            Tells(PRACTICE, Kind.JOURNEY_ENDED, "call:referrals.pathway.ending:stop"),
        ),
        Stops.READ,
        "From this very transaction on nothing goes to the patient's side.",
    ),
    Line(
        "Nobody looks after a referral: no owner, one who has left, one who is away without a deputy",
        (
            Tells(COORDINATORS, Kind.UNOWNED, "ladder:loop.unowned", "every working day in the morning, to who leads"),
            Tells(PRACTICE, Kind.UNOWNED, "ladder:loop.unowned", "every working day in the morning, to who leads"),
        ),
        Stops.DATE,
    ),
    Line(
        "Notes and mentions on a referral, messages",
        (
            Tells(PRACTICE, Kind.NOTE_WRITTEN, "call:referrals.verbs.thread:_tell"),
            Tells(COORDINATORS, Kind.NOTE_WRITTEN, "call:referrals.verbs.thread:_tell"),
            Tells(OTHERS, Kind.MENTIONED, "call:referrals.verbs.thread:_tell"),
            Tells(HOME, Kind.MESSAGE_RECEIVED, "call:referrals.verbs.thread:_tell_of_message"),
        ),
        Stops.READ,
    ),
)
