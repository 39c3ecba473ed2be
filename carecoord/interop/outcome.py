"""Faults and remarks as a FHIR R4 OperationOutcome, for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from carecoord.interop.faults import Fault


def issue(severity: str, code: str, sentence: str, path: str = "") -> dict[str, Any]:
    """One issue; severity and code are from the R4 value sets `issue-severity` and `issue-type`."""
    found: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": sentence}
    if path:
        found["expression"] = [path]
    return found


def outcome(issues: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """An OperationOutcome; with nothing to say it says that all went well, since `issue` may not be empty."""
    found = list(issues) or [issue("information", "informational", "No issues.")]
    return {"resourceType": "OperationOutcome", "issue": found}


def of_fault(fault: Fault) -> dict[str, Any]:
    code = "structure" if fault.line else "invalid"
    return outcome([issue("error", code, str(fault), fault.path)])
