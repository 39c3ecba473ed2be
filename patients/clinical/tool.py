"""What a tool is: inputs, a rule, a version, a citation; and its answer, which carries all of them.

Room: patients.clinical. A tool's own arithmetic is in the file named after it; the list of tools is `registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, Generic, TypeVar

from patients.clinical.fields import Spec
from patients.clinical.inputs import I, parts, read, specs
from patients.clinical.limits import Table
from patients.clinical.units import Quantity

POSTURE: Final = "Supports clinical judgment, does not replace it."
ASIDE: Final = ("notes",)  # fields of a result that are not the answer


@dataclass(frozen=True, kw_only=True)
class Result:
    """The answer's own keys are the fields; `notes` are sentences a reader must see beside it; `sparse` keys are left out when None.

    A key that Python keeps for itself (`class`, `pass`) is a field with an underscore behind it.
    """

    sparse: ClassVar[tuple[str, ...]] = ()
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ASIDE}
        return {key.rstrip("_"): plain(value) for key, value in found.items() if value is not None or key not in self.sparse}


R = TypeVar("R", bound=Result)


@dataclass(frozen=True, slots=True)
class Answer:
    """`inputs` as entered, `converted` in canonical units, `result` with exactly the tool's keys, all plain values."""

    tool: str
    result: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, Any]]
    converted: Mapping[str, Any]
    version: str
    citation: str
    notes: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.result[key]

    def as_dict(self) -> dict[str, Any]:
        about = {"tool": self.tool, "inputs": self.inputs, "converted": self.converted, "notes": list(self.notes)}
        return {**self.result, **about, "version": self.version, "citation": self.citation, "posture": POSTURE}


@dataclass(frozen=True, slots=True)
class Tool(Generic[I, R]):
    """`rule(inputs)`, or `rule(inputs, table)` where dated limits apply that a center may replace by its own."""

    key: str
    name: str
    takes: type[I]
    rule: Callable[..., R]
    version: str
    citation: str
    table: Table | None = None
    caution: str = ""

    @property
    def inputs(self) -> Mapping[str, Spec]:
        return specs(self.takes)

    def version_with(self, table: Table | None = None) -> str:
        """What to store beside an answer: the rule's version and that of the limits it used."""
        used = table or self.table
        return f"{self.key}/{self.version}" + (f" {used.name}/{used.version}" if used else "")

    def find(self, inputs: I, *, table: Table | None = None) -> R:
        return self.rule(inputs, table or self.table) if self.table else self.rule(inputs)

    def ask(self, entries: Mapping[str, object], *, table: Table | None = None, today: date | None = None) -> Answer:
        """Entries by input key, each `{"value": ..., "unit": ...}`; raises Refusal."""
        inputs = read(self.takes, entries, today=today)
        found = self.find(inputs, table=table)
        entered = {key: as_entered(entry) for key, entry in entries.items()}
        converted = {key: plain(value) for key, value in inputs.as_dict().items()}
        notes = (*found.notes, self.caution) if self.caution else found.notes
        return Answer(self.key, found.as_dict(), entered, converted, self.version_with(table), self.citation, notes)


def as_entered(entry: object) -> dict[str, Any]:
    pair, on = parts(entry)
    shown = {"value": plain(pair.value), "unit": pair.unit}
    return shown if on is None else {**shown, "on": plain(on)}


def plain(value: Any) -> Any:
    """A value that JSON knows."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Quantity):
        return {"value": plain(value.value), "unit": value.unit}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
