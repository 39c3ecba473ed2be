"""Words of the registries into ours: status, phase, sex, age."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from referrals.trials.reading.places import Place
from referrals.trials.states import OnlySex, TrialStatus

STATUSES: Final[dict[str, TrialStatus]] = {
    **{str(one): one for one in TrialStatus},
    # FHIR R4 and the matchers that use its words
    "active": TrialStatus.RECRUITING,
    "closed_to_accrual": TrialStatus.ACTIVE_NOT_RECRUITING,
    "closed_to_accrual_and_intervention": TrialStatus.ACTIVE_NOT_RECRUITING,
    "administratively_completed": TrialStatus.TERMINATED,
    "temporarily_closed_to_accrual": TrialStatus.SUSPENDED,
    "temporarily_closed_to_accrual_and_intervention": TrialStatus.SUSPENDED,
    "disapproved": TrialStatus.WITHDRAWN,
    "in_review": TrialStatus.NOT_YET_RECRUITING,
    "approved": TrialStatus.NOT_YET_RECRUITING,
    # NCI
    "complete": TrialStatus.COMPLETED,
    "administratively_complete": TrialStatus.TERMINATED,
    "enrolling": TrialStatus.RECRUITING,
    # tables
    "unknown_status": TrialStatus.UNKNOWN,
}
YEARS: Final[dict[str, Decimal]] = {
    "year": Decimal(1), "month": Decimal(12), "week": Decimal("52.1775"), "day": Decimal("365.2425"),
    "hour": Decimal(8766), "minute": Decimal(525_960),
}  # fmt: skip  # how many of them make a year
AGE: Final = re.compile(r"(\d{1,3}) (year|month|week|day|hour|minute)s?", re.IGNORECASE)
ROMAN: Final = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def status(place: Place) -> TrialStatus:
    """A word that nobody knows is a fault: to take it for closed, or for open, would both be wrong."""
    found = place.text(60)
    if not found:
        raise place.fault("There is no status")
    key = re.sub(r"[^a-z]+", "_", found.casefold()).strip("_")
    if key not in STATUSES:
        raise place.fault(f"“{found}” is no status that the registry uses")
    return STATUSES[key]


def phases(words: list[str]) -> tuple[str, ...]:
    """As the registry's pages write them: “Phase 1”, “Phase 2”; what applies to none is left out."""
    out = []
    for part in re.split(r"[/|,]", "/".join(words)):
        found = re.sub(r"(?i)early", "", part.replace("_", " ")).strip()
        number = re.sub(r"(?i)^phase\s*", "", found).strip()
        number = ROMAN.get(number.upper(), number)
        if number in ROMAN.values():
            out.append(f"{'Early phase' if 'early' in part.casefold() else 'Phase'} {number}")
    return tuple(dict.fromkeys(out))


def sex(place: Place) -> OnlySex | None:
    found = place.text(20).casefold()
    if not found:
        return None
    if found not in OnlySex.values:
        raise place.fault(f"“{found}” is no sex that the registry uses")
    return OnlySex(found)


def years(place: Place) -> Decimal | None:
    """“18 Years” or “6 Months” in years, to three places; None for “N/A” and for nothing."""
    found = place.text(40)
    if found.casefold() in ("", "n/a", "none"):
        return None
    parts = AGE.fullmatch(found)
    if not parts:
        raise place.fault(f"“{found}” is no age such as 18 Years")
    return round(Decimal(parts[1]) / YEARS[parts[2].lower()], 3)
