"""What an import of one file says afterwards: counts by resource type, what was left out and why. No clinical fact, no name.

Room: patients.fhir.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OUTCOMES = ("new", "changed", "unchanged", "left_out")


@dataclass
class FileReport:
    """One file. `refusal` is the one sentence of a file that was not taken at all."""

    name: str
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    lookalikes: list[tuple[str, str, int]] = field(default_factory=list)
    refusal: str = ""
    where: str = ""
    seconds: float = 0.0

    def count(self, kind: str, outcome: str) -> None:
        self.types[kind][outcome] += 1

    def leave_out(self, kind: str, reason: str, path: str) -> None:
        self.types[kind]["left_out"] += 1
        self.reasons[kind, reason].append(path)

    @property
    def totals(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for counts in self.types.values():
            total.update(counts)
        return total

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.name,
            "taken": not self.refusal,
            "refusal": self.refusal,
            "where": self.where,
            "types": {kind: {o: counts[o] for o in OUTCOMES} for kind, counts in sorted(self.types.items())},
            "rows_written": dict(self.rows),
            "left_out": [
                {"type": kind, "reason": reason, "count": len(paths), "where": [p for p in paths if p][:5]}
                for (kind, reason), paths in sorted(self.reasons.items())
            ],
            "remarks": [{"sentence": sentence, "count": count} for sentence, count in self.remarks.items()],
            "lookalikes": [{"record": one, "resembles": other, "score": score} for one, other, score in self.lookalikes],
            "seconds": round(self.seconds, 2),
        }

    def lines(self) -> Iterator[str]:
        """For a terminal."""
        total = self.totals
        yield f"{self.name}: {total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['left_out']} left out"
        for kind, counts in sorted(self.types.items()):
            if counts["new"] or counts["changed"] or counts["unchanged"]:
                yield f"  {kind:<26} {counts['new']:>6} new {counts['changed']:>6} changed {counts['unchanged']:>6} unchanged"
        for (kind, reason), paths in sorted(self.reasons.items()):
            where = next((f" (first: {p})" for p in paths if p), "")
            yield f"  left out: {len(paths)} × {kind}: {reason}{where}"
        for sentence, count in self.remarks.items():
            yield f"  note: {sentence}" + (f" ({count} times)" if count > 1 else "")
        for one, other, score in self.lookalikes:
            yield f"  look: record {one} resembles {other} ({score} of 100); compare them on the patient's page."


def summed(reports: list[FileReport]) -> Counter[str]:
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report.totals)
    return total
