"""What is due and what is late; the ladders say when and to whom."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import ATTENTION, FIRST_DAYS, JOURNEY, REACH, WAY_HOME, WORKLIST, Form, Topic, Wording, due, late

ROWS: dict[Kind, Form] = {
    Kind.ACKNOWLEDGEMENT_DUE: due("A referral waits to be acknowledged"),
    Kind.ACKNOWLEDGEMENT_LATE: late("Acknowledging a referral is late"),
    Kind.TRIAGE_DUE: due("A referral waits for triage"),
    Kind.TRIAGE_LATE: late("Triage of a referral is late"),
    Kind.MISSING_DUE: due("A referral waits for missing items"),
    Kind.MISSING_LATE: late("Missing items of a referral are late"),
    Kind.CONSULT_NOTE_DUE: due("A consult note is due"),
    Kind.CONSULT_NOTE_LATE: late("A consult note is late"),
    Kind.OUTCOME_DUE: due("The outcome of a referral is due"),
    Kind.OUTCOME_LATE: late("The outcome of a referral is late"),
    Kind.STEP_DUE: due("A step of a referral is due"),
    Kind.STEP_LATE: late("A step of a referral is late"),
    Kind.OTHER_SIDE_LATE: due("The other side is late with a referral of yours"),
    Kind.UNOWNED: due("Referrals here have nobody who looks after them", link=WORKLIST),
    Kind.AUTHORIZATION_ENDS: due("An authorization ends soon", link=JOURNEY),
    Kind.PATHWAY_STEP_DUE: Form("A step of a plan is due", Topic.REMINDERS, Wording.REMINDER, link=JOURNEY),
    Kind.PATHWAY_STEP_LATE: Form("A step of a plan is late", Topic.URGENT, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.FOLLOW_UP_ENDS: due("The center's view of a plan ends soon; the practice can renew it", link=JOURNEY),
    Kind.FOLLOW_UP_ENDED: late("The center can no longer see a plan that goes on; please renew it or end the plan", link=JOURNEY),
    Kind.NEEDS_SOMEBODY: Form("An urgent notice was not read here; somebody must see to it", Topic.URGENT, Wording.TASK, link=ATTENTION),
    Kind.CHECK_DUE: due("A daily check is not written down yet", link=FIRST_DAYS),
    Kind.CHECK_MISSED: late("A daily check is missing today", link=FIRST_DAYS),
    Kind.HAND_OFF_UNREAD: late("A hand-off you sent is not acknowledged yet", link=WAY_HOME),
    Kind.HAND_OFF_CALL: late("A hand-off is still not acknowledged; please call the practice", link=WAY_HOME),
    Kind.MAIL_RETURNED: due("Mail to your address comes back; please look at it", link=REACH),
}
