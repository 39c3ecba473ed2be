"""Words of trials as data: how far one is with recruiting, where criteria stand, what became of a trial as an alternative."""

from __future__ import annotations

from django.db import models


class TrialStatus(models.TextChoices):
    """The registry's own words for `overallStatus`, and for a site's."""

    RECRUITING = "recruiting", "Recruiting"
    ENROLLING_BY_INVITATION = "enrolling_by_invitation", "By invitation only"
    NOT_YET_RECRUITING = "not_yet_recruiting", "Not yet recruiting"
    AVAILABLE = "available", "Expanded access: available"
    ACTIVE_NOT_RECRUITING = "active_not_recruiting", "Running, takes nobody new"
    SUSPENDED = "suspended", "Suspended"
    COMPLETED = "completed", "Completed"
    TERMINATED = "terminated", "Stopped early"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NO_LONGER_AVAILABLE = "no_longer_available", "Expanded access: ended"
    TEMPORARILY_NOT_AVAILABLE = "temporarily_not_available", "Expanded access: paused"
    APPROVED_FOR_MARKETING = "approved_for_marketing", "Approved for marketing"
    WITHHELD = "withheld", "Withheld"
    UNKNOWN = "unknown", "Not known"


OPEN = frozenset({TrialStatus.RECRUITING, TrialStatus.ENROLLING_BY_INVITATION, TrialStatus.AVAILABLE})
COMING = frozenset({TrialStatus.NOT_YET_RECRUITING, TrialStatus.SUSPENDED, TrialStatus.TEMPORARILY_NOT_AVAILABLE})


class Source(models.TextChoices):
    """Which shape a record had when it was read. Only the registry's own is whole; the others fill what is empty."""

    REGISTRY = "registry", "ClinicalTrials.gov"
    FHIR = "fhir", "FHIR ResearchStudy"
    NCI = "nci", "NCI Clinical Trials Search"
    MATCHER = "matcher", "Result list of a trial matcher"
    TABLE = "table", "Table of eligibility texts"


class OnlySex(models.TextChoices):
    ALL = "all", "All"
    FEMALE = "female", "Women only"
    MALE = "male", "Men only"


class CriteriaState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    RETIRED = "retired", "Retired"


CRITERIA_MOVES = [
    (str(CriteriaState.DRAFT), str(CriteriaState.APPROVED)),
    (str(CriteriaState.DRAFT), str(CriteriaState.RETIRED)),
    (str(CriteriaState.APPROVED), str(CriteriaState.RETIRED)),
]
CRITERIA_INITIAL = [str(CriteriaState.DRAFT)]


class OptionState(models.TextChoices):
    """A trial as an alternative on a referral."""

    CONSIDERED = "considered", "Considered"
    OFFERED = "offered", "Slot offered"
    ACCEPTED = "accepted", "Chosen"
    DECLINED = "declined", "Not wanted"
    WITHDRAWN = "withdrawn", "No longer possible"


STANDING = frozenset({OptionState.CONSIDERED, OptionState.OFFERED, OptionState.ACCEPTED})
# verb: (from, to)
OPTION_MOVES: dict[str, tuple[frozenset[OptionState], OptionState]] = {
    "offer": (frozenset({OptionState.CONSIDERED}), OptionState.OFFERED),
    "accept": (frozenset({OptionState.OFFERED}), OptionState.ACCEPTED),
    "decline": (frozenset({OptionState.CONSIDERED, OptionState.OFFERED, OptionState.ACCEPTED}), OptionState.DECLINED),
    "withdraw": (frozenset({OptionState.CONSIDERED, OptionState.OFFERED, OptionState.ACCEPTED}), OptionState.WITHDRAWN),
}
OPTION_PAIRS = sorted({(str(source), str(target)) for sources, target in OPTION_MOVES.values() for source in sources})
OPTION_INITIAL = [str(OptionState.CONSIDERED)]
