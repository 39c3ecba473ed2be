"""Which shape a file has, and its trials. One way in for what was read from a disk and what came from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from carecoord.interop.faults import Fault
from carecoord.interop.reading import decode, read_json
from referrals.trials.reading import others, registry, table
from referrals.trials.reading.places import Place
from referrals.trials.record import TrialRecord

READ = (".json", ".csv")
UNKNOWN_SHAPE = (
    "This is no record of trials: a study or a search of ClinicalTrials.gov (API v2), a FHIR ResearchStudy, an answer of NCI's trial "
    "search, the result list of a matcher or a table of eligibility texts can be read."
)


def records(raw: bytes, name: str) -> list[TrialRecord]:
    """All trials of a file or none: the first fault ends the reading."""
    if raw.lstrip()[:8].lower().startswith((b"openapi:", b"swagger:")):
        raise Fault("This describes an interface and holds no trial.", line=1, column=1)
    found = list(table.rows(decode(raw)) if name.lower().endswith(".csv") else of_json(read_json(raw, "trials")))
    if not found:
        raise Fault("There is no trial in this file.")
    return found


def of_json(value: dict[str, Any]) -> Iterable[TrialRecord]:
    root = Place(value)
    if "protocolSection" in value:
        return [registry.study(root)]
    if isinstance(value.get("studies"), list):
        return [registry.study(one) for one in root.at("studies").items()]
    if value.get("resourceType") == "ResearchStudy":
        return [others.research_study(root)]
    if value.get("resourceType") == "Bundle":
        return [others.research_study(one) for one in studies_of(root)]
    if isinstance(value.get("data"), list) and "total" in value:
        return [others.nci(one) for one in root.at("data").items()]
    if isinstance(value.get("results"), list):
        return [others.matched(one) for one in root.at("results").items()]
    raise Fault(UNKNOWN_SHAPE)


def studies_of(bundle: Place) -> list[Place]:
    """The ResearchStudy entries of a Bundle; other resources are left alone."""
    found = [one.at("resource") for one in bundle.at("entry").items()]
    return [one for one in found if isinstance(one.value, dict) and one.value.get("resourceType") == "ResearchStudy"]
