"""The pre-screen as values: one patient's trials in groups, the closest fit first; one trial's patients with what is not known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.kept import OneOf
from carecoord.interop.zips import coordinates
from carecoord.ui.parts import Tag, Tone
from patients.clinical.age import age_on
from patients.models import Patient, list_name
from referrals.models import TrialSite
from referrals.selection.criteria import Outcome, State, said
from referrals.trials.listing import status_tag
from referrals.trials.rounds import Tally
from referrals.trials.screening import Answer, line
from referrals.trials.sites import nearest, whole

SHOWN: Final = 60  # rows of one group
REASONS: Final = 4
TONES: Final = {Outcome.WITHIN: Tone.MET, Outcome.DISCUSS: Tone.YOU, Outcome.UNKNOWN: Tone.PLAIN, Outcome.OUTSIDE: Tone.NEUTRAL}
ICONS: Final = {Outcome.WITHIN: "done", Outcome.DISCUSS: "requested", Outcome.UNKNOWN: "unknown", Outcome.OUTSIDE: "remove"}
STATES: Final = {
    State.MET: Tag("Met", Tone.MET, "done"),
    State.NOT_MET: Tag("Not met", Tone.FLAG, "missing"),
    State.UNKNOWN: Tag("Not known", Tone.PLAIN, "unknown"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion with the value that was used."""

    tag: Tag
    words: str
    rule: str
    value: str
    on: Any
    source: str
    change: str


@dataclass(frozen=True, slots=True)
class Fit:
    """One trial for one patient. `more` counts the reasons that are left to the lines."""

    answer: Answer
    tag: Tag
    status: Tag
    reasons: tuple[str, ...]
    more: int
    where: str
    miles: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    about: str
    rows: tuple[Fit, ...]
    count: int
    is_folded: bool = False

    @property
    def left(self) -> int:
        return self.count - len(self.rows)


def tag_of(answer: Answer) -> Tag:
    return Tag(answer.words, TONES[answer.outcome], ICONS[answer.outcome])


def lines_of(answer: Answer) -> tuple[Line, ...]:
    """What is not met, then what is not known, then the rest."""
    order = {State.NOT_MET: 0, State.UNKNOWN: 1, State.MET: 2}
    out = []
    for one in sorted(answer.judged, key=lambda one: order[one.state]):
        row = line(one)
        on = one.fact.on if one.fact else None
        out.append(Line(STATES[one.state], row["words"], row["rule"], row["value"], on, row["source"], row["change"]))
    return tuple(out)


def groups(answers: Sequence[Answer], zip_code: str) -> tuple[Group, ...]:
    """Four kinds of answers; sites are counted from where the patient lives."""
    within = [one for one in answers if one.outcome in (Outcome.WITHIN, Outcome.DISCUSS) and one.rules.is_written]
    unknown = [one for one in answers if one.outcome is Outcome.UNKNOWN]
    bare = [one for one in answers if one.outcome is Outcome.WITHIN and not one.rules.is_written]
    outside = [one for one in answers if one.outcome is Outcome.OUTSIDE]
    parts = (within, unknown, bare, outside)
    sites = nearest([one.rules.trial.pk for rows in parts for one in rows[:SHOWN]], coordinates(zip_code))
    return tuple(
        Group(title, about, fits(rows, sites), len(rows), is_folded=rows is outside)
        for (title, about), rows in zip(TITLES, parts, strict=True)
    )


TITLES: Final = (
    ("Within trial range", "Every criterion that was written down is met."),
    ("Something is not known yet", "Nothing speaks against it; the answers below are missing."),
    ("Compared by age, sex and disease alone", "Nobody has written the other criteria down: read the text."),
    ("Outside trial range", "This says nothing about whether somebody can be treated."),
)


def fits(answers: Iterable[Answer], sites: dict[int, TrialSite]) -> tuple[Fit, ...]:
    return tuple(fit(one, sites.get(one.rules.trial.pk)) for one in list(answers)[:SHOWN])


def fit(answer: Answer, site: TrialSite | None) -> Fit:
    reasons = answer.reasons
    where = ", ".join(bit for bit in (site.facility, site.city) if bit) if site else ""
    return Fit(
        answer=answer,
        tag=tag_of(answer),
        status=status_tag(answer.rules.trial.status),
        reasons=reasons[:REASONS],
        more=max(0, len(reasons) - REASONS),
        where=where,
        miles=whole(getattr(site, "miles", None)) if site else None,
        lines=lines_of(answer),
    )


@dataclass(frozen=True, slots=True)
class Person:
    """One patient whom a trial may be for."""

    patient_id: Any
    name: str
    age: int | None
    tag: Tag
    reasons: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a round over all patients came to. `stands`: how many are outside by each criterion."""

    total: int
    within: int
    unknown: int
    outside: int
    best: tuple[Person, ...]
    near: tuple[Person, ...]
    stands: tuple[tuple[str, int], ...]
    lacks: tuple[tuple[str, int], ...]


def found(actor: Actor, tally: Tally, answer: Sequence[Any]) -> Found:
    """`answer`: the criteria in order, for the words of their codes. One statement for the names."""
    rules = {one.code: said(one) for one in answer}
    names = people(actor, [row[1] for row in (*tally.best, *tally.near)])
    counts = tally.outcomes
    return Found(
        total=tally.total,
        within=counts[Outcome.WITHIN] + counts[Outcome.DISCUSS],
        unknown=counts[Outcome.UNKNOWN],
        outside=counts[Outcome.OUTSIDE],
        best=tuple(person(names, row) for row in tally.best if row[1] in names),
        near=tuple(person(names, row) for row in tally.near if row[1] in names),
        stands=tuple((rules[code], count) for code, count in tally.stands.most_common(12)),
        lacks=tuple(tally.lacks.most_common(12)),
    )


def people(actor: Actor, ids: Sequence[Any]) -> dict[Any, tuple[str, int | None]]:
    today = timezone.localdate()
    rows = Patient.objects.chart_of(actor).filter(OneOf(F("pk"), list(ids))).values_list("pk", "family_name", "given_name", "birth_on")
    return {pk: (list_name(family, given), age_on(today, born_on=born)) for pk, family, given, born in rows} if ids else {}


def person(names: dict[Any, tuple[str, int | None]], row: tuple[int, Any, Answer]) -> Person:
    _, patient_id, answer = row
    name, age = names[patient_id]
    return Person(patient_id, name, age, tag_of(answer), answer.reasons[:REASONS], max(0, len(answer.reasons) - REASONS))
