"""What is told after the infusion: the first days, the way home, follow-up."""

from __future__ import annotations

from carecoord.notifications import Kind
from referrals.matrix.shape import Column, Line, Stops, Tells

PRACTICE, COORDINATORS, PHYSICIANS, HOME, SUPPORT = Column.PRACTICE, Column.COORDINATORS, Column.PHYSICIANS, Column.HOME, Column.SUPPORT

LINES = (
    Line(
        "Infused",
        (
            Tells(PRACTICE, Kind.DECISION_MADE, "move:record_infusion"),
            Tells(COORDINATORS, Kind.DECISION_MADE, "move:record_infusion"),
            Tells(HOME, Kind.ROAD_NEWS, "move:record_infusion"),
            Tells(HOME, Kind.STEP_SOON, "step:stay_near", "the same day: what to do and whom to call for two weeks"),
        ),
        Stops.STANDS,
    ),
    Line(
        "Daily check due or missed",
        (
            Tells(COORDINATORS, Kind.CHECK_DUE, "ladder:monitoring.check", "16:00 of the day"),
            Tells(COORDINATORS, Kind.CHECK_MISSED, "ladder:monitoring.check", "20:00 of the day"),
            Tells(PHYSICIANS, Kind.CHECK_MISSED, "ladder:monitoring.check", "20:00 of the day"),
        ),
        Stops.DONE,
    ),
    Line(
        "A check that somebody must see today (CRS or ICANS of grade 2 or more)",
        (
            Tells(
                PRACTICE,
                Kind.CHECK_NEEDS_EYES,
                "call:referrals.monitoring.verbs:taken",
                "at once; again the same day only when it is worse",
            ),
            Tells(
                COORDINATORS,
                Kind.CHECK_NEEDS_EYES,
                "call:referrals.monitoring.verbs:taken",
                "at once; again the same day only when it is worse",
            ),
            Tells(
                PHYSICIANS,
                Kind.CHECK_NEEDS_EYES,
                "call:referrals.monitoring.verbs:taken",
                "at once; again the same day only when it is worse",
            ),
            Tells(
                SUPPORT, Kind.CHECK_NEEDS_EYES, "call:referrals.monitoring.verbs:taken", "at once; again the same day only when it is worse"
            ),
            Tells(
                HOME,
                Kind.ROAD_NEWS,
                "call:referrals.monitoring.told:tell_caregivers",
                "at once, to caregivers as far as the patient let them in",
            ),
        ),
        Stops.READ,
    ),
    Line(
        "Weekly word while the center has the patient",
        (Tells(PRACTICE, Kind.JOURNEY_WEEK, "ladder:pathway.weekly", "Monday morning"),),
        Stops.JOURNEY,
        "The center writes it: it is the plan itself.",
    ),
    Line(
        "Discharge and hand-off",
        (
            Tells(PRACTICE, Kind.HAND_OFF_SENT, "call:referrals.handoff.verbs:send"),
            Tells(COORDINATORS, Kind.HAND_OFF_UNREAD, "ladder:handoff.unacknowledged", "after two working days without an answer"),
            Tells(PHYSICIANS, Kind.HAND_OFF_CALL, "ladder:handoff.unacknowledged", "after three"),
            Tells(COORDINATORS, Kind.HAND_OFF_ACKNOWLEDGED, "call:referrals.handoff.verbs:acknowledge"),
            Tells(PRACTICE, Kind.DECISION_MADE, "move:hand_over"),
            Tells(HOME, Kind.ROAD_NEWS, "move:hand_over"),
            Tells(HOME, Kind.STEP_SOON, "step:return_home", "2 days before"),
        ),
        Stops.DONE,
    ),
    Line(
        "Labs at home due, missed, or bad",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:blood_counts", "a day before"),
            Tells(PRACTICE, Kind.PATHWAY_STEP_LATE, "step:blood_counts", "1 and 3 days later"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_LATE, "step:blood_counts", "3 days later"),
            Tells(HOME, Kind.STEP_SOON, "step:blood_counts", "a day before"),
            Tells(COORDINATORS, Kind.FLAG_RAISED, "flag:blood_counts"),
            Tells(PHYSICIANS, Kind.FLAG_RAISED, "flag:blood_counts"),
        ),
        Stops.DONE,
    ),
    Line(
        "Late nerve signs",
        (
            Tells(PRACTICE, Kind.FLAG_RAISED, "flag:nerve_check"),
            Tells(COORDINATORS, Kind.FLAG_RAISED, "flag:nerve_check"),
            Tells(PHYSICIANS, Kind.FLAG_RAISED, "flag:nerve_check"),
            Tells(HOME, Kind.TEAM_WILL_CALL, "flag:nerve_check"),
        ),
        Stops.READ,
    ),
    Line(
        "A visit note comes; it worries",
        (
            Tells(COORDINATORS, Kind.VISIT_NOTE, "call:referrals.handoff.visits:sent"),
            Tells(COORDINATORS, Kind.VISIT_CONCERN, "call:referrals.handoff.visits:sent"),
            Tells(PHYSICIANS, Kind.VISIT_CONCERN, "call:referrals.handoff.visits:sent"),
        ),
        Stops.READ,
    ),
    Line(
        "Vaccine, immunoglobulin, prophylaxis",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:vaccines_after", "14 days before"),
            Tells(HOME, Kind.STEP_SOON, "step:vaccines_after", "14 days before"),
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:ivig", "3 days before"),
            Tells(HOME, Kind.STEP_SOON, "step:ivig", "3 days before"),
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:pjp_review", "14 days before"),
        ),
        Stops.DONE,
    ),
    Line(
        "Day 30, day 100, six and twelve months, every year",
        (
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:response", "14 and 3 days before"),
            Tells(PHYSICIANS, Kind.PATHWAY_STEP_DUE, "step:response", "14 and 3 days before"),
            Tells(COORDINATORS, Kind.PATHWAY_STEP_DUE, "step:center_visits", "30 and 7 days before"),
            Tells(HOME, Kind.STEP_SOON, "step:center_visits", "30, 7 and 2 days before"),
            Tells(PRACTICE, Kind.PATHWAY_STEP_DUE, "step:yearly_follow_up", "60 and 14 days before"),
            Tells(HOME, Kind.STEP_SOON, "step:yearly_follow_up", "14 days before"),
        ),
        Stops.DONE,
    ),
    Line(
        "Distress or cost: a screen that asks for help",
        (
            Tells(COORDINATORS, Kind.FLAG_RAISED, "flag:distress_screen"),
            Tells(SUPPORT, Kind.FLAG_RAISED, "flag:distress_screen"),
            Tells(HOME, Kind.READING_ASSIGNED, "flag:distress_screen"),
        ),
        Stops.READ,
    ),
    Line(
        "Relapse",
        (
            Tells(PRACTICE, Kind.BRANCH_OPENED, "branch:F26"),
            Tells(COORDINATORS, Kind.BRANCH_OPENED, "branch:F26"),
            Tells(PHYSICIANS, Kind.BRANCH_OPENED, "branch:F26"),
        ),
        Stops.STANDS,
        "The patient hears it from a clinician.",
    ),
    Line(
        "The plan ends",
        (
            Tells(PRACTICE, Kind.JOURNEY_ENDED, "call:referrals.pathway.ending:stop"),
            Tells(COORDINATORS, Kind.JOURNEY_ENDED, "call:referrals.pathway.ending:stop"),
            Tells(PHYSICIANS, Kind.JOURNEY_ENDED, "call:referrals.pathway.ending:stop"),
            Tells(SUPPORT, Kind.JOURNEY_ENDED, "call:referrals.pathway.ending:stop"),
        ),
        Stops.STANDS,
    ),
    Line(
        "The center's view in follow-up ends, is renewed",
        (
            Tells(PRACTICE, Kind.FOLLOW_UP_ENDS, "ladder:pathway.follow_up", "60 and 14 days before"),
            Tells(COORDINATORS, Kind.FOLLOW_UP_ENDS, "ladder:pathway.follow_up", "60 and 14 days before"),
            Tells(PRACTICE, Kind.FOLLOW_UP_ENDED, "ladder:pathway.follow_up", "at its end"),
            Tells(COORDINATORS, Kind.FOLLOW_UP_RENEWED, "call:referrals.pathway.verbs.renewing:renew_follow_up"),
        ),
        Stops.JOURNEY,
    ),
)
