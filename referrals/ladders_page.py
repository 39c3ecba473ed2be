"""Every ladder in words, as the page for staff and docs/ladders.md print it: `manage.py ladders_page --write`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from carecoord.notifications import rungs
from carecoord.notifications.rungs import Ladder, Rung, Who
from carecoord.ui.dates import staff_day
from referrals.pathway import reading
from referrals.pathway.pages.words import OWNERS
from referrals.pathway.protocol import Owner
from referrals.pathway.rungs import ladder_of

HEAD = """# Ladders: who is told when something is due and nobody has done it

Generated from the ladders of the apps and the files of protocols by `manage.py ladders_page --write`; do not edit by hand. A clinician can
check this page; staff read the same under “Who is told when”.

Times are working time of the recipients' site: its zone, its opening hours (8:00 to 17:00, Monday to Friday, unless the site says
otherwise), without weekends and federal holidays. Nothing lands at night or on a Sunday, except on ladders marked “any hour”. One notice
for each rung and due date, ever; another date reminds again; after an outage only the highest rung is told. A rung without anybody falls
to the next one, and whoever has left or whose account is closed owns nothing. An urgent notice that nobody of a site has read after four
working hours becomes a task for a person there.
"""
WHO = {Who.OWNER: "whoever owns it", Who.ROLE: "the team at the same site", Who.LEAD: "who leads there"}


@dataclass(frozen=True)
class Line:
    when: str
    who: str
    notice: str


@dataclass(frozen=True)
class Shown:
    """One ladder, ready to print."""

    code: str
    title: str
    starts: str
    lines: tuple[Line, ...]
    roles: str
    since_on: date
    until_on: date | None
    any_hour: bool
    source: str
    approval: str


def declared() -> list[Shown]:
    return [shown(one) for one in sorted(rungs.everything(), key=lambda one: (one.code, one.since_on))]


def shown(one: Ladder) -> Shown:
    lines = tuple(Line(rung.when, people(rung), str(rung.kind.form.title)) for rung in one.rungs)
    roles = [
        f"{word}: {', '.join(str(job.label).lower() + 's' for job in jobs)}"
        for word, jobs in (("team", one.role), ("leads", one.lead))
        if jobs
    ]
    return Shown(
        one.code, one.title, one.starts, lines, "; ".join(roles), one.since_on, one.until_on, one.any_hour, one.source, one.approval
    )


def people(rung: Rung) -> str:
    said = " and ".join(word_of(word) for word in rung.to)
    return f"{said}, else {' and '.join(word_of(word) for word in rung.otherwise)}" if rung.otherwise else said


def word_of(word: str) -> str:
    return WHO[Who(word)] if word in set(Who) else OWNERS[Owner(word)]


def text() -> str:
    return "\n".join([HEAD, *(line for one in declared() for line in section(one)), *of_protocols()])


def section(one: Shown) -> Iterator[str]:
    yield f"## {one.title}\n"
    hour = " Any hour." if one.any_hour else ""
    yield f"`{one.code}`, since {staff_day(one.since_on)}. Counts from {one.starts}.{hour} {one.roles.capitalize()}."
    if one.source:
        yield f"\nSource: {one.source}. Approval: {one.approval}."
    yield "\n| When | Who | What the notice says |\n|---|---|---|"
    yield from (f"| {line.when} | {line.who} | {line.notice} |" for line in one.lines)
    yield ""


def of_protocols() -> Iterator[str]:
    yield "## Steps of journeys\n"
    yield "From the files of protocols, which carry source, evidence and approval of each step; days count from the day a step is due."
    yield "Staff hear when their site opens: for a closed day before it is due on the working day before, else on the next."
    yield "Two last rungs are the house's own.\n"
    for protocol in reading.load_all():
        yield f"### {protocol.title}, version {protocol.version}, in effect from {staff_day(protocol.effective_on)}\n"
        yield "| Step | Whom, when | Source |\n|---|---|---|"
        for step in protocol.steps:
            ladder = ladder_of(protocol, step)
            yield f"| {step.title} | {said(ladder.rungs) or 'nobody, on purpose'} | {step.source} |"
        yield ""


def said(found: Iterable[Rung]) -> str:
    return "; ".join(f"{rung.when}: {people(rung)}" for rung in found)
