"""The drug list against the washouts, as the steps that plan and confirm it show it. It computes; a clinician decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from carecoord.ui.dates import staff_day
from referrals.pathway import washout
from referrals.pathway.road import Road

STEPS = frozenset({"washout_plan", "stop_drugs", "apheresis_check"})


@dataclass(frozen=True)
class Row:
    """One drug. `is_short`: its washout would not be kept on the planned day."""

    name: str
    last_on: date | None
    wait: str
    stop_by: date | None
    free_on: date | None
    source: str
    is_short: bool


@dataclass(frozen=True)
class Panel:
    sentence: str
    open: str
    uncounted: str
    is_late: bool
    rows: tuple[Row, ...]
    apheresis: date | None


def panel(current: Road, code: str) -> Panel | None:
    """For the steps about washout, where the protocol has any; two statements."""
    if code not in STEPS or not current.protocol.washouts:
        return None
    found, fix = washout.of_patient(current.journey.patient_id, current.protocol), current.fixes.get("APH")
    planned = fix.on if fix else None
    is_late = bool(planned and found.earliest and found.earliest > planned)
    return Panel(
        sentence=sentence(found),
        open=f"Still given, or for the center to decide: {', '.join(found.open)}." if found.open else "",
        uncounted=f"Not counted as treatment of the disease: {', '.join(found.uncounted)}." if found.uncounted else "",
        is_late=is_late,
        rows=tuple(row(current, one, planned) for one in found.lines),
        apheresis=planned,
    )


def sentence(found: washout.Drugs) -> str:
    if found.earliest is None:
        return "The earliest apheresis is not known: no last dose is in the record."
    return f"Earliest apheresis {staff_day(found.earliest, weekday=True)}, limited by {', '.join(found.limiting)}."


def row(current: Road, one: washout.Line, planned: date | None) -> Row:
    source = current.protocol.source(one.rule.source)
    return Row(
        name=one.name,
        last_on=one.last_on,
        wait=f"{one.rule.days}\N{NO-BREAK SPACE}d" if one.rule.days is not None else "center decides",
        stop_by=one.stop_by(planned) if planned else None,
        free_on=one.free_on,
        source=source.title if source else "",
        is_short=bool(planned and one.free_on and one.free_on > planned),
    )


def prefilled(current: Road, code: str) -> dict[str, str]:
    """What the drug list answers of the step that plans the washout, to be confirmed by whoever completes it."""
    if code != "washout_plan":
        return {}
    found = washout.of_patient(current.journey.patient_id, current.protocol)
    return {"earliest_apheresis_on": str(found.earliest), "limiting_drug": ", ".join(found.limiting)} if found.earliest else {}
