"""The road: journeys, their steps, gates and branches."""

from __future__ import annotations

from carecoord.notifications.kinds.names import Kind
from carecoord.notifications.kinds.shape import JOURNEY, Form, Topic, Wording

ROWS: dict[Kind, Form] = {
    Kind.JOURNEY_STARTED: Form("A treatment plan was started", Topic.PLANS, link=JOURNEY),
    Kind.JOURNEY_MOVED: Form("Dates that concern you were moved", Topic.VISITS, Wording.TASK, link=JOURNEY),
    Kind.JOURNEY_ENDED: Form("A treatment plan has ended", Topic.PLANS, link=JOURNEY, needs_grant=False),
    Kind.JOURNEY_WEEK: Form("Your weekly look at a plan that two sides share", Topic.PLANS, link=JOURNEY),
    Kind.PATHWAY_STEP_DONE: Form("A step that concerns you was done", Topic.PLANS, link=JOURNEY),
    Kind.PATHWAY_STEP_GIVEN: Form("A step was given to you", Topic.PLANS, Wording.TASK, link=JOURNEY),
    Kind.GATE_SIGNED: Form("A gate was signed", Topic.PLANS, link=JOURNEY),
    Kind.GATE_VOIDED: Form("A signature no longer stands", Topic.URGENT, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.BRANCH_OPENED: Form("Something on a plan needs you", Topic.REMINDERS, Wording.TASK, link=JOURNEY),
    Kind.BRANCH_OPENED_URGENT: Form("Something on a plan needs you today", Topic.URGENT, Wording.URGENT, link=JOURNEY, is_urgent=True),
    Kind.FOLLOW_UP_RENEWED: Form("Your view of a plan was renewed for a year", Topic.PLANS, link=JOURNEY),
    Kind.FLAG_RAISED: Form("The other side wrote something you must see", Topic.URGENT, Wording.URGENT, link=JOURNEY, is_urgent=True),
}
