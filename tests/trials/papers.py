"""Records as the registry would send them, made small; change a copy of `study()` to make a bad one."""

from __future__ import annotations

import json
from typing import Any


def study(nct_id: str = "NCT01234567", **more: Any) -> dict[str, Any]:
    """An open myeloma trial with a site in Chicago and one in Denver. `more` replaces whole modules."""
    modules = {
        "identificationModule": {"nctId": nct_id, "briefTitle": "Cells for myeloma", "acronym": "CELLS"},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2025-02"},
            "lastUpdatePostDateStruct": {"date": "2026-10-01"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A sponsor"}},
        "conditionsModule": {"conditions": ["Multiple Myeloma"]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2"], "enrollmentInfo": {"count": 60}},
        "armsInterventionsModule": {"interventions": [{"type": "BIOLOGICAL", "name": "Cells"}]},
        "eligibilityModule": {"eligibilityCriteria": "* Myeloma", "sex": "ALL", "minimumAge": "18 Years", "maximumAge": "75 Years"},
        "contactsLocationsModule": {"locations": [CHICAGO, DENVER]},
    }
    return {"protocolSection": {**modules, **more}}


CHICAGO = {
    "facility": "Lakeside", "city": "Chicago", "state": "Illinois", "zip": "60611", "country": "United States", "status": "RECRUITING",
}  # fmt: skip  # a site a block
DENVER = {
    "facility": "Summit", "city": "Aurora", "state": "Colorado", "zip": "80045", "country": "United States", "status": "COMPLETED",
    "geoPoint": {"lat": 39.73, "lon": -104.83},
}  # fmt: skip  # a site a block


def without(*path: str) -> dict[str, Any]:
    """The study without one of its parts."""
    found = study()
    place = found["protocolSection"]
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return found


def put(value: Any, *path: str) -> dict[str, Any]:
    """The study with another value in one place."""
    found: dict[str, Any] = json.loads(json.dumps(study()))
    place = found["protocolSection"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return found


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()
