"""A table of eligibility texts in CSV: columns nctid, status, phase, diseases, drugs, why_stop, criteria; lists as Python writes them."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from carecoord.interop.faults import Fault
from referrals.trials.reading import words
from referrals.trials.reading.places import LONGEST, Place
from referrals.trials.record import TrialRecord
from referrals.trials.states import Source

NEEDED = ("nctid", "status", "criteria")
MOST_ROWS = 20_000


def rows(text: str) -> Iterator[TrialRecord]:
    """Raises Fault with the row (the heading is row 1) and the column."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise Fault(f"The table has no column {' and no column '.join(missing)}.", line=1, column=1)
    number = 1
    try:
        for number, row in enumerate(reader, start=2):
            if number > MOST_ROWS + 1:
                raise Fault(f"The table has more than {MOST_ROWS:,} rows; send it in parts.")
            yield Row({name: value or "" for name, value in row.items() if name and not isinstance(value, list)}, number).record()
    except csv.Error as error:
        raise Fault(f"The table breaks off: {error}.", path=f"after row {number}") from None


@dataclass(frozen=True, slots=True)
class Row:
    values: dict[str, str]
    number: int

    def at(self, column: str) -> Place:
        """Line ends and runs of blanks of a cell become single blanks."""
        return Place(" ".join(self.values.get(column, "").split()), f"row {self.number}, {column}")

    def names(self, column: str) -> tuple[str, ...]:
        """A list as Python writes it, such as ['multiple myeloma']; anything else is one name."""
        place = self.at(column)
        found = place.text()
        if not found.startswith("["):
            return (found,) if found else ()
        try:
            items = ast.literal_eval(found)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            raise place.fault("This list breaks off") from None
        return tuple(str(one).strip()[:300] for one in items if str(one).strip())

    def record(self) -> TrialRecord:
        drugs, diseases = self.names("drugs"), self.names("diseases")
        return TrialRecord(
            nct_id=self.at("nctid").nct(),
            title=title(drugs, diseases),
            source=Source.TABLE,
            status=words.status(self.at("status")),
            why_stopped=self.at("why_stop").text(400),
            phases=words.phases([self.at("phase").text(60)]),
            conditions=diseases,
            interventions=drugs,
            eligibility=Place(self.values["criteria"], f"row {self.number}, criteria").text(LONGEST),
        )


def title(drugs: tuple[str, ...], diseases: tuple[str, ...]) -> str:
    """The table has none: what is given, and for what."""
    found = f"{', '.join(drugs) or 'A study'} for {', '.join(diseases[:3]) or 'a disease that is not named'}"
    return (found[:1].upper() + found[1:])[:600]
