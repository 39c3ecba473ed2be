"""What became of each row, for people and for spreadsheets.

Room: patients.csv_import. Cells of the file appear only where one could not be read; spreadsheet formulas are defused.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COLUMNS = ("row", "line", "outcome", "record", "problems", "warnings", "resembles", "score")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class RowReport:
    """One row. `outcome` is new, changed, unchanged, repeated, held or refused."""

    row: int
    line: int
    outcome: str
    record: str = ""
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    resembles: str = ""
    score: int = 0

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}

    def as_cells(self) -> list[str]:
        values = (getattr(self, name) for name in COLUMNS)
        return [harmless(" ".join(value) if isinstance(value, list) else str(value)) for value in values]


@dataclass
class ListReport:
    name: str
    mapping: dict[str, list[str]] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def totals(self) -> Counter[str]:
        return Counter(row.outcome for row in self.rows)

    @property
    def alike(self) -> int:
        return sum(bool(row.resembles) for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.name,
            "mapping": self.mapping,
            "left_out_columns": self.unmapped,
            "totals": dict(self.totals),
            "resembling": self.alike,
            "remarks": self.remarks,
            "rows": [row.as_json() for row in self.rows],
        }

    def as_csv(self) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(row.as_cells() for row in self.rows)
        return out.getvalue()

    def write(self, path: Path) -> None:
        """JSON for a name that ends in .json, else CSV."""
        text = json.dumps(self.as_json(), indent=2) if path.suffix == ".json" else self.as_csv()
        path.write_text(text, encoding="utf-8")


def harmless(cell: str) -> str:
    """A spreadsheet must not run what a patient list contained."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
