"""What the road tells from the plan to the infusion: dates, coverage, slots, collection, manufacturing, gates."""

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
        "The plan is started",
        (
            Tells(PRACTICE, Kind.JOURNEY_STARTED, "call:referrals.pathway.verbs.starting:start"),
            Tells(COORDINATORS, Kind.JOURNEY_STARTED, "call:referrals.pathway.verbs.starting:start"),
            Tells(PHYSICIANS, Kind.JOURNEY_STARTED, "call:referrals.pathway.verbs.starting:start"),
            Tells(SUPPORT, Kind.JOURNEY_STARTED, "call:referrals.pathway.verbs.starting:start"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Dates move",
        (
            Tells(PRACTICE, Kind.JOURNEY_MOVED, "call:referrals.pathway.change:tell_moved"),
            Tells(COORDINATORS, Kind.JOURNEY_MOVED, "call:referrals.pathway.change:tell_moved"),
            Tells(PHYSICIANS, Kind.JOURNEY_MOVED, "call:referrals.pathway.change:tell_moved"),
            Tells(SUPPORT, Kind.JOURNEY_MOVED, "call:referrals.pathway.change:tell_moved"),
            Tells(HOME, Kind.ROAD_NEWS, "call:referrals.pathway.change:tell_moved"),
        ),
        Stops.STANDS,
        "Only those whose steps got another day.",
    ),
    Line(
        "Any step is given, due or late",
        (
            Tells(OTHERS, Kind.PATHWAY_STEP_GIVEN, "call:referrals.pathway.verbs.working:assign"),
            Tells(
                OTHERS,
                Kind.PATHWAY_STEP_DUE,
                "call:referrals.pathway.rungs:kind_of",
                "by the ladder of the step in its protocol (ladders.md)",
            ),
            Tells(
                OTHERS,
                Kind.PATHWAY_STEP_LATE,
                "call:referrals.pathway.rungs:kind_of",
                "by the ladder of the step in its protocol (ladders.md)",
            ),
        ),
        Stops.DONE,
    ),
    Line(
        "Authorization: asked for, answered, about to end",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DONE, "done:prior_authorization"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DONE, "done:prior_authorization"),
            Tells(PRACTICE, Kind.BRANCH_OPENED, "branch:F05", "when it is denied"),
            Tells(COORDINATORS, Kind.BRANCH_OPENED, "branch:F05", "when it is denied"),
            Tells(PHYSICIANS, Kind.BRANCH_OPENED, "branch:F05", "when it is denied"),
            Tells(SUPPORT, Kind.PATHWAY_STEP_DUE, "step:prior_authorization", "five working days before it is due"),
            Tells(
                SUPPORT,
                Kind.AUTHORIZATION_ENDS,
                "call:referrals.pathway.hearing:authorized",
                "two weeks before it ends, at eight in the morning",
            ),
            Tells(
                COORDINATORS,
                Kind.AUTHORIZATION_ENDS,
                "call:referrals.pathway.hearing:authorized",
                "two weeks before it ends, at eight in the morning",
            ),
            Tells(
                PRACTICE,
                Kind.AUTHORIZATION_ENDS,
                "call:referrals.pathway.hearing:authorized",
                "two weeks before it ends, at eight in the morning",
            ),
            Tells(
                SUPPORT,
                Kind.PATHWAY_STEP_DUE,
                "step:check_authorization",
                "7 days before the look at it, three weeks before lymphodepletion",
            ),
        ),
        Stops.DONE,
    ),
    Line(
        "Slot offered, answered, lapsed",
        (
            Tells(PRACTICE, Kind.SLOT_OFFERED, "call:referrals.slots.notices:offered"),
            Tells(COORDINATORS, Kind.SLOT_ANSWERED, "call:referrals.slots.notices:answered"),
            Tells(COORDINATORS, Kind.SLOT_LAPSED, "ladder:slots.lapsed"),
        ),
        Stops.JOURNEY,
    ),
    Line(
        "Slot confirmed",
        (
            Tells(PRACTICE, Kind.SLOT_CONFIRMED, "call:referrals.slots.notices:confirmed"),
            Tells(COORDINATORS, Kind.SLOT_CONFIRMED, "call:referrals.slots.notices:confirmed"),
            Tells(PHYSICIANS, Kind.SLOT_CONFIRMED, "call:referrals.slots.notices:confirmed"),
            Tells(SUPPORT, Kind.SLOT_CONFIRMED, "call:referrals.slots.notices:confirmed", "at once, to social work for the lodging"),
            Tells(HOME, Kind.VISIT_BOOKED, "call:referrals.slots.notices:confirmed"),
        ),
        Stops.JOURNEY,
    ),
    Line(
        "Slot moved or lost",
        (
            Tells(PRACTICE, Kind.SLOT_MOVED, "call:referrals.slots.notices:moved"),
            Tells(COORDINATORS, Kind.SLOT_MOVED, "call:referrals.slots.notices:moved"),
            Tells(PHYSICIANS, Kind.SLOT_MOVED, "call:referrals.slots.notices:moved"),
            Tells(SUPPORT, Kind.SLOT_MOVED, "call:referrals.slots.notices:moved"),
            Tells(PRACTICE, Kind.SLOT_LOST, "call:referrals.slots.notices:lost"),
            Tells(COORDINATORS, Kind.SLOT_LOST, "call:referrals.slots.notices:lost"),
            Tells(PHYSICIANS, Kind.SLOT_LOST, "call:referrals.slots.notices:lost"),
            Tells(SUPPORT, Kind.SLOT_LOST, "call:referrals.slots.notices:lost"),
            Tells(HOME, Kind.VISIT_CHANGED, "call:referrals.slots.notices:moved"),
            Tells(HOME, Kind.VISIT_CHANGED, "call:referrals.slots.notices:lost"),
        ),
        Stops.JOURNEY,
        "What the manufacturer moves reaches the patient when a clinician has looked at it.",
    ),
    Line(
        "Washout: the day to stop",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:stop_drugs", "7 and 3 days before, and on the day"),
            Tells(HOME, Kind.STEP_SOON, "step:stop_drugs", "3 days before, and on the day"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DUE, "step:stop_drugs", "on the day"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DONE, "done:stop_drugs", "when the last doses are confirmed"),
        ),
        Stops.DONE,
    ),
    Line(
        "Apheresis ahead, and done",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:apheresis", "7 days before"),
            Tells(HOME, Kind.STEP_SOON, "step:apheresis", "7, 2 and 1 days before"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:record_apheresis"),
            Tells(COORDINATORS, Kind.DECISION_MADE, "move:record_apheresis"),
            Tells(HOME, Kind.ROAD_NEWS, "move:record_apheresis"),
        ),
        Stops.DONE,
    ),
    Line(
        "Bridging: the weekly word is due, comes in, says progression",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:bridging_update", "a day before, every week"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DONE, "done:bridging_update"),
            Tells(COORDINATORS, Kind.FLAG_RAISED, "flag:bridging_update"),
            Tells(PHYSICIANS, Kind.FLAG_RAISED, "flag:bridging_update"),
        ),
        Stops.DONE,
    ),
    Line(
        "Manufacturing: word, delay, failure, out of specification",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DONE, "done:manufacturing_status"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DUE, "step:manufacturing_status", "every week"),
            Tells(PRACTICE, Kind.BRANCH_OPENED_URGENT, "branch:F18"),
            Tells(COORDINATORS, Kind.BRANCH_OPENED_URGENT, "branch:F18"),
            Tells(PHYSICIANS, Kind.BRANCH_OPENED_URGENT, "branch:F18"),
            Tells(PRACTICE, Kind.BRANCH_OPENED_URGENT, "branch:F19"),
            Tells(COORDINATORS, Kind.BRANCH_OPENED_URGENT, "branch:F19"),
            Tells(PHYSICIANS, Kind.BRANCH_OPENED_URGENT, "branch:F19"),
            Tells(SUPPORT, Kind.BRANCH_OPENED_URGENT, "branch:F19"),
            Tells(PRACTICE, Kind.BRANCH_OPENED, "branch:F20"),
            Tells(COORDINATORS, Kind.BRANCH_OPENED, "branch:F20"),
            Tells(SUPPORT, Kind.BRANCH_OPENED, "branch:F20"),
        ),
        Stops.DONE,
        "The patient hears it from a clinician; only then a date moves and is told.",
    ),
    Line(
        "Calendar of lymphodepletion and infusion confirmed",
        (
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DUE, "step:confirm_stay", "7 days before lymphodepletion"),
            Tells(PRACTICE, Kind.PATHWAY_STEP_DONE, "done:confirm_stay"),
            Tells(SUPPORT, Kind.PATHWAY_STEP_DONE, "done:confirm_stay"),
            Tells(
                HOME,
                Kind.STEP_SOON,
                "step:confirm_stay",
                "calendar and packing list: 7 days before lymphodepletion and again 4 and 6 days later",
            ),
            Tells(HOME, Kind.ROAD_NEWS, "done:confirm_stay"),
        ),
        Stops.DONE,
    ),
    Line(
        "A gate is signed; a signature no longer holds",
        (
            Tells(COORDINATORS, Kind.GATE_SIGNED, "call:referrals.pathway.verbs.signing:sign_gate"),
            Tells(PRACTICE, Kind.GATE_SIGNED, "call:referrals.pathway.verbs.signing:sign_gate"),
            Tells(OTHERS, Kind.GATE_VOIDED, "call:referrals.pathway.change:void"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Any failure is opened or resolved",
        (
            Tells(
                OTHERS,
                Kind.BRANCH_OPENED,
                "call:referrals.pathway.verbs.branching:open_branch",
                "at once, to the roles that the failure names",
            ),
            Tells(
                OTHERS,
                Kind.BRANCH_OPENED_URGENT,
                "call:referrals.pathway.verbs.branching:open_branch",
                "at once, to the roles that the failure names",
            ),
            Tells(HOME, Kind.ROAD_NEWS, "call:referrals.pathway.verbs.branching:finish", "where the failure names them"),
        ),
        Stops.STANDS,
    ),
)
