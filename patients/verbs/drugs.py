"""The drugs of a line as they will be kept: read from the regimen's letters, with their class, and whether the disease is refractory.

Room: patients.verbs. No verb stands here; names and the rule of 60 days are in `patients.clinical`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from carecoord.access.errors import Refused
from carecoord.ui.dates import staff_day
from patients.clinical import drugs as known
from patients.clinical.refractory import Response, by_dates
from patients.clinical.refusals import Refusal
from patients.clinical.regimens import NAMES, drugs_in
from patients.clinical.spelling import SLIP, alike
from patients.models import Basis, DrugClass, Refractory, StopReason, TherapyLine

KEPT_AS: Final[Mapping[known.DrugClass, DrugClass]] = {
    known.DrugClass.PROTEASOME_INHIBITOR: DrugClass.PROTEASOME_INHIBITOR,
    known.DrugClass.IMMUNOMODULATORY: DrugClass.IMID,
    known.DrugClass.ANTI_CD38: DrugClass.ANTI_CD38,
    known.DrugClass.ANTI_SLAMF7: DrugClass.SLAMF7,
    known.DrugClass.BISPECIFIC_BCMA: DrugClass.BCMA_BISPECIFIC,
    known.DrugClass.BISPECIFIC_GPRC5D: DrugClass.GPRC5D_BISPECIFIC,
    known.DrugClass.ADC_BCMA: DrugClass.BCMA_ADC,
    known.DrugClass.CART_BCMA: DrugClass.BCMA_CART,
    known.DrugClass.ALKYLATOR: DrugClass.ALKYLATOR,
    known.DrugClass.XPO1_INHIBITOR: DrugClass.XPO1,
    known.DrugClass.BCL2_INHIBITOR: DrugClass.BCL2,
    known.DrugClass.HDAC_INHIBITOR: DrugClass.HDAC,
    known.DrugClass.ANTHRACYCLINE: DrugClass.ANTHRACYCLINE,
    known.DrugClass.CORTICOSTEROID: DrugClass.STEROID,
}  # classes without a shelf of their own are kept as "other"; exposure goes by the name
WORDS: Final = {True: Refractory.YES, False: Refractory.NO, None: Refractory.UNKNOWN}


@dataclass(frozen=True, slots=True)
class DrugGiven:
    """One drug of a line. An empty class is "by the name"; refractory empty, or unknown without a reason, is "by the dates"."""

    name: str
    drug_class: str = ""
    started_on: date | None = None
    last_dose_on: date | None = None
    refractory: str = ""
    rxnorm: str = ""
    refractory_basis: str = Basis.SAID
    refractory_reason: str = ""

    @property
    def words(self) -> str:
        by = " by the dates" if self.refractory_basis == Basis.DATES and self.refractory != Refractory.UNKNOWN else ""
        why = f", because: {self.refractory_reason}" if self.refractory_reason else ""
        return f"{self.name} (refractory: {self.refractory}{by}{why})"

    @property
    def is_by_dates(self) -> bool:
        is_open = self.refractory in ("", Refractory.UNKNOWN) and not self.refractory_reason
        return is_open or self.refractory_basis == Basis.DATES


def settled(line: TherapyLine, drugs: Sequence[DrugGiven], *, held: Sequence[DrugGiven] = (), is_named: bool = True) -> list[DrugGiven]:
    """Each drug with its class and answer. Refused names the field: `regimen`, or `drugs.<number>.<field>`.

    `held` are drugs that stand already: their names stay as they are. `is_named` says that the regimen was written now.
    """
    listed = list(drugs) or by_letters(line, is_named=is_named)
    return [settle(line, drug, number, held) for number, drug in enumerate(listed)]


def by_letters(line: TherapyLine, *, is_named: bool) -> list[DrugGiven]:
    try:
        return [DrugGiven(name) for name in drugs_in(line.regimen)]
    except Refusal as refusal:
        if is_named:
            more = " A drug that is not on the list goes into a row of its own, with its class."
            raise Refused(refusal.detail + more, field="regimen") from refusal
        return []


def settle(line: TherapyLine, drug: DrugGiven, number: int, held: Sequence[DrugGiven]) -> DrugGiven:
    stands = any(one.name == drug.name and drug.drug_class in ("", one.drug_class) for one in held)
    kind = next(one.drug_class for one in held if one.name == drug.name) if stands else class_of(drug, f"drugs.{number}")
    derived = WORDS[derive(line, drug)]
    if drug.is_by_dates:
        return replace(drug, drug_class=kind, refractory=derived, refractory_basis=Basis.DATES, refractory_reason="")
    if derived not in (Refractory.UNKNOWN, drug.refractory) and not drug.refractory_reason.strip() and drug not in held:
        raise Refused(against(line, drug, derived), field=f"drugs.{number}.refractory_reason")
    return replace(drug, drug_class=kind, refractory_basis=Basis.SAID, refractory_reason=drug.refractory_reason.strip())


def class_of(drug: DrugGiven, at: str) -> str:
    """By the name. A name not on the list needs its class, and must not be a slip of one that is."""
    try:
        _, found = known.named(drug.name)
    except Refusal as refusal:
        if drug.drug_class and not alike(drug.name, NAMES, close=SLIP):
            return drug.drug_class
        more = "" if drug.drug_class else " If it is new, choose its class."
        raise Refused(f"{refusal.detail}{more}", field=f"{at}.name") from refusal
    if found is known.DrugClass.BONE_AGENT:
        raise Refused(f"{drug.name} protects the bones and is no line of therapy: keep it as a medication.", field=f"{at}.name")
    kind = KEPT_AS.get(found, DrugClass.OTHER)
    if drug.drug_class not in ("", DrugClass.OTHER, kind):
        raise Refused(f"{drug.name} is of the class {kind.label.lower()}.", field=f"{at}.drug_class")
    return kind


def derive(line: TherapyLine, drug: DrugGiven) -> bool | None:
    """Refractory by the rule of 60 days, where the dates say (Rajkumar 2011)."""
    response = next((one for one in Response if one == line.best_response), None)
    return by_dates(best_response=response, last_dose_on=last_dose(line, drug), progressed_on=progression(line))


def progression(line: TherapyLine) -> date | None:
    """A line that stopped for progression progressed when it stopped, where nothing else is written."""
    return line.progressed_on or (line.stopped_on if line.stop_reason == StopReason.PROGRESSION else None)


def last_dose(line: TherapyLine, drug: DrugGiven) -> date | None:
    """Its own; else the line's end; a drug still given had its last dose no earlier than the progression."""
    return drug.last_dose_on or line.stopped_on or line.progressed_on


def against(line: TherapyLine, drug: DrugGiven, derived: Refractory) -> str:
    """Why a reason is asked for, with the dates that say otherwise."""
    progressed, last = progression(line), last_dose(line, drug)
    dates = f" (last dose {staff_day(last)}, progression {staff_day(progressed)})" if progressed and last else ""
    response = f" (best response {line.best_response})" if line.best_response in ("SD", "PD") else dates
    return f"{drug.name}: by the record{response} the answer is {derived.label.lower()}. Say in a few words why it is not."
