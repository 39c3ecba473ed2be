"""The answer in words: one sentence, the reasons, both labels criterion by criterion; and the same as the reason of a draft.

Room: referrals.refer_now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Tag, Tone
from patients.clinical.labels import Verdict
from referrals.refer_now.judging import Judged, OfLabel, Outcome, Says, Told

HEADLINES = {
    Outcome.NOW: ("Yes, refer now.", "A consult does not oblige anybody to treat, and a slot takes weeks to come."),
    Outcome.HEADS_UP: ("Not a full referral yet, but tell the center.", "A heads-up keeps a place in mind and costs nothing."),
    Outcome.ASK: ("That cannot be said yet.", "Answer what is missing below. A heads-up may be sent all the same."),
    Outcome.NOT_YET: ("Not yet.", "Ask again at the next relapse, or when one of the answers below changes."),
}
RESULTS = {
    Verdict.MET: Tag("Met", Tone.DONE, "done"),
    Verdict.NOT_MET: Tag("Not met", Tone.PLAIN, "info"),
    Verdict.INDETERMINATE: Tag("Not known", Tone.YOU, "help_outline"),
}
ANSWERS = {True: RESULTS[Verdict.MET], False: RESULTS[Verdict.NOT_MET], None: RESULTS[Verdict.INDETERMINATE]}


@dataclass(frozen=True, slots=True)
class Row:
    words: str
    tag: Tag
    used: str


@dataclass(frozen=True, slots=True)
class Card:
    """One label."""

    name: str
    tag: Tag
    about: str
    rows: tuple[Row, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Screen:
    headline: str
    more: str
    outcome: Outcome
    for_it: tuple[str, ...]
    to_bring_up: tuple[str, ...]
    cards: tuple[Card, ...]
    missing: tuple[str, ...]
    about: str
    approval: str


def screen(judged: Judged) -> Screen:
    headline, more = HEADLINES[judged.outcome]
    met = [f"The label of {label.name} is met." for label in judged.labels if label.result is Verdict.MET]
    return Screen(
        headline=headline,
        more=more,
        outcome=judged.outcome,
        for_it=(*met, *(one.words for one in judged.reasons if one.says is not Says.TALK)),
        to_bring_up=tuple(one.words for one in judged.reasons if one.says is Says.TALK),
        cards=tuple(card(label) for label in judged.labels),
        missing=judged.missing,
        about=f"{judged.guidance.source} Guidance {judged.guidance.version} of {staff_day(judged.guidance.effective_on)}.",
        approval=judged.guidance.approval,
    )


def card(label: OfLabel) -> Card:
    rows = tuple(Row(one.words, ANSWERS[one.met], one.used or "not answered") for one in label.criteria)
    open_ones = [one.change for one in label.criteria if one.met is not True]
    return Card(label.name, RESULTS[label.result], label.source, rows, listed(open_ones))


def listed(words: list[str]) -> str:
    return f"Would change it: {'; '.join(words)}." if words else ""


def reason_of(told: Told, judged: Judged) -> str:
    """As the draft's reason, for a colleague to correct."""
    shown = screen(judged)
    return "\n".join([*answers(told), *shown.for_it, *shown.to_bring_up])[:2000]


def answers(told: Told) -> Iterator[str]:
    if told.prior_lines is not None:
        yield f"Lines of therapy so far: {told.prior_lines}."
    if told.drugs:
        yield f"Drugs given: {', '.join(told.drugs)}."
    if told.refractory_lenalidomide is not None:
        yield "Refractory to lenalidomide." if told.refractory_lenalidomide else "Not refractory to lenalidomide."
    if told.ecog is not None:
        yield f"ECOG {told.ecog}."
