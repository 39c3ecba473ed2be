"""A trial as a file tells it, whichever shape the file has. Pure values; what is not told is None or empty, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from referrals.trials.states import OnlySex, Source, TrialStatus

NCT = re.compile(r"NCT\d{8}")


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phone: str = ""
    email: str = ""
    role: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "phone": self.phone, "email": self.email, "role": self.role}


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """Where a trial runs. Degrees are WGS 84."""

    facility: str
    city: str = ""
    state: str = ""
    zip_code: str = ""
    country: str = ""
    status: TrialStatus | None = None
    latitude: float | None = None
    longitude: float | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Ages:
    """In years; both ends are inside."""

    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """`sites` is None where the record does not speak of sites, and empty where it says that there are none."""

    nct_id: str
    title: str
    source: Source
    status: TrialStatus
    official_title: str = ""
    acronym: str = ""
    why_stopped: str = ""
    study_type: str = ""
    phases: tuple[str, ...] = ()
    sponsor: str = ""
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    summary: str = ""
    eligibility: str = ""
    only_sex: OnlySex | None = None
    ages: Ages = field(default_factory=Ages)
    starts: str = ""
    completes: str = ""
    updated_on: date | None = None
    enrollment: int | None = None
    contacts: tuple[Contact, ...] = ()
    sites: tuple[SiteRecord, ...] | None = None
