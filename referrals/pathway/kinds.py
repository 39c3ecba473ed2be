"""The closed sets of words a protocol is written in: units, owners, sites, grades, tests of gates, acts of branches.

Room: referrals.pathway. Everybody takes them from `protocol`, which stands on them; a new word needs code that knows it.
"""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    DAY = "d"
    BUSINESS_DAY = "bd"  # Monday to Friday without federal holidays
    WEEK = "wk"
    MONTH = "mo"  # the same day of the month, clamped to its end
    YEAR = "yr"


class Direction(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    ON = "on"


class Roll(StrEnum):
    """Where a day that is no working day goes."""

    KEEP = "keep"
    NEXT = "next"
    PREVIOUS = "previous"


class Confidence(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    ACTUAL = "actual"


class Owner(StrEnum):
    """Who does a step, by role; the site says where."""

    RO = "RO"  # referring oncologist
    RC = "RC"  # referring coordinator or nurse
    CTC = "CTC"  # CAR-T coordinator
    CTP = "CTP"  # CAR-T physician
    RN = "RN"  # bedside nurse
    FIN = "FIN"  # financial navigator
    SW = "SW"  # social worker
    APHU = "APHU"  # apheresis unit
    LAB = "LAB"  # cell laboratory
    PHA = "PHA"  # pharmacy
    MFR = "MFR"  # manufacturer's contact, outside the portal
    PT = "PT"  # patient
    CG = "CG"  # caregiver
    DM = "DM"  # data manager


class Site(StrEnum):
    """Where a step is done; the values are the sides of the picture."""

    PRACTICE = "practice"
    CENTER = "center"
    MAKER = "maker"
    HOME = "home"


class Grade(StrEnum):
    """How good the evidence behind a rule is."""

    LABEL = "label"
    GUIDELINE = "guideline"
    STUDY = "study"
    EXPERT = "expert"
    DEFAULT = "default"  # a template default without an outside source


class FieldKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    YES_NO = "yes_no"


class Test(StrEnum):
    """What a gate's item asks."""

    __test__ = False  # not a class of tests, whatever pytest thinks of its name

    STEP_DONE = "step_done"  # every occurrence that is due before the gate is done, or skipped with a reason
    ANSWER = "answer"  # an answer of a step equals `value`
    AT_LEAST = "at_least"  # a number answered is at least `value`
    VALID_AT = "valid_at"  # a date answered is not before the anchor `value`
    FRESH = "fresh"  # the step was done not more than `value` days before the gate's anchor
    ANCHOR_SET = "anchor_set"  # an anchor has confidence `value` or better
    NO_OPEN_BRANCH = "no_open_branch"  # no open failure branch with code `value`
    GATE_SIGNED = "gate_signed"
    CHAIN_ID = "chain_id"  # the chain-of-identity id is stored
    TWO_PEOPLE = "two_people"  # both identity checks of the step are there
    SLOT = "slot"  # a confirmed booking of kind `value` covers the anchor
    HAND_OFF = "hand_off"  # the hand-off document was acknowledged
    READ = "read"  # the education topics of the step were read


class Act(StrEnum):
    """What a failure branch does, one primitive each."""

    OPEN_TASK = "open_task"  # `value`: code of a step with phase `branch`
    HOLD_STEP = "hold_step"  # put the step it came from back, open, until the branch is resolved
    SHIFT_ANCHOR = "shift_anchor"  # `value`: anchor; asks by how many days
    RESET_ANCHORS = "reset_anchors"  # `value`: comma list; back to their plan
    LOCK_GATE = "lock_gate"  # `value`: gate; a signature on it is voided
    NEW_ATTEMPT = "new_attempt"  # cells are collected again
    SWITCH_PRODUCT = "switch_product"  # asks for the protocol to go on with
    END_JOURNEY = "end_journey"  # `value`: how it ended
    STOP_PATIENT = "stop_patient"  # cancel every reminder and message to the patient's side
    PAUSE = "pause"  # the clock of the journey rests until the branch is resolved
    LINK_REFERRAL = "link_referral"  # a new referral continues this one
    RECOMPUTE_WASHOUT = "recompute_washout"
    TELL = "tell"  # `value`: comma list of roles, told now
