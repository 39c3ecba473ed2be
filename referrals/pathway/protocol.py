"""The shape of a protocol: what a file of `protocols/` says, compiled. Frozen values; knows no row and no Django.

Room: referrals.pathway. How a file is read and checked is `reading` and `checks`; what a patient's own dates are is `plan`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Source:
    """A citation that rules point to. `year` of publication or label revision."""

    code: str
    title: str
    grade: Grade
    year: int = 0


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units before or after an anchor. `OPENED` as anchor is the day the step came into being (tasks of a branch)."""

    anchor: str
    offset: int = 0
    unit: Unit = Unit.DAY
    direction: Direction = Direction.ON


@dataclass(frozen=True, slots=True)
class Repeat:
    """Again every `every` units, the last not after `until`; `stop_on` are answers ("field=value") that end the series."""

    every: int
    unit: Unit
    until: Offset
    stop_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a step is due. A step with several rules is due once by each (`series` counts them from 0).

    `minus` and `plus` open the window around the due day, in days. `not_after` caps the due day. `minimum` is the smallest offset a
    center may set (a label's limit); None: a center may not change it.
    """

    at: Offset
    minus: int = 0
    plus: int = 0
    roll: Roll = Roll.KEEP
    repeat: Repeat | None = None
    not_after: Offset | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung: so many units before (negative), on or after the due day, to roles of `Owner` or `owner`."""

    days: int
    unit: Unit
    to: tuple[str, ...]


class FieldKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Field:
    """One answer a step records. `choices` are (value, label) pairs; `unit` is fixed, never typed."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    is_required: bool = False
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """An answer that opens a failure branch, or only raises a flag at the center when `branch` is empty."""

    field: str
    value: str
    branch: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the pathway. `number` is its place in the table of steps; branch tasks have 0.

    `after`: codes that must be done or skipped first; `needs_gate`: a gate that must be signed first; `sets`: the anchor that becomes
    actual when the step is done; `per_attempt`: repeated when cells are collected again; `for_patient`: shown on the patient's road.
    """

    code: str
    title: str
    phase: str
    owner: Owner
    site: Site
    due: tuple[DueRule, ...]
    remind: tuple[Reminder, ...]  # empty only where the file says `none`
    source: str
    number: int = 0
    plain: str = ""
    with_: tuple[Owner, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    flags: tuple[Flag, ...] = ()
    after: tuple[str, ...] = ()
    needs_gate: str = ""
    sets: str = ""
    evidence: tuple[str, ...] = ()  # kinds that must be attached: document:<kind>, result:<code>, sign_off
    branches: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    per_attempt: bool = False
    for_patient: bool = False
    two_people: bool = False
    is_advice: bool = False  # recommended; never blocks what comes after
    concerns: tuple[Owner, ...] = ()  # told when its date moves, besides the owner


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date the road hangs on. `follows` is its plan while nobody has set it; anchors that follow a moved one move with it."""

    code: str
    label: str
    lane: Site
    plain: str = ""
    follows: Offset | None = None
    roll: Roll = Roll.KEEP
    per_attempt: bool = False


class Test(StrEnum):
    """What a gate's item asks."""

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


@dataclass(frozen=True, slots=True)
class Need:
    """One item of a gate. `step` names the step (or anchor, or gate) it looks at."""

    label: str
    test: Test
    step: str = ""
    field: str = ""
    value: str = ""
    waiver: bool = False  # may be met by a written waiver recorded in the step's answer `waiver`


@dataclass(frozen=True, slots=True)
class Gate:
    """A signed decision before an anchor. `signers`: roles that each sign once."""

    code: str
    title: str
    before: str
    signers: tuple[Owner, ...]
    needs: tuple[Need, ...]
    source: str
    meaning: str = ""
    per_attempt: bool = False


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


@dataclass(frozen=True, slots=True)
class BranchAct:
    act: Act
    value: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A failure as normal flow: F01 to F31. `reasons` are (code, words); `is_terminal`: the journey ends with it.

    `from_steps` is empty where it can happen at any step.
    """

    code: str
    title: str
    reasons: tuple[tuple[str, str], ...]
    acts: tuple[BranchAct, ...]
    from_steps: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()  # ways to resolve it: (code, words)
    is_urgent: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of one protocol, an overlay already laid over its core."""

    code: str
    version: int
    title: str
    therapy: str
    disease: str
    product: str
    effective_on: date
    sources: tuple[Source, ...]
    phases: tuple[tuple[str, str], ...]  # (code, words), in the order of the road
    anchors: tuple[Anchor, ...]
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    branches: tuple[Branch, ...]
    ends: tuple[tuple[str, str], ...] = ()  # how a journey may end: (code, words)

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def anchor(self, code: str) -> Anchor:
        return next(anchor for anchor in self.anchors if anchor.code == code)

    def gate(self, code: str) -> Gate:
        return next(gate for gate in self.gates if gate.code == code)

    def branch(self, code: str) -> Branch:
        return next(branch for branch in self.branches if branch.code == code)

    def source(self, code: str) -> Source | None:
        return next((source for source in self.sources if source.code == code), None)
