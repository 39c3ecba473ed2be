"""The matrix in words, as the page for staff and docs/matrix.md print it: `manage.py matrix_page --write`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carecoord.notifications import Channel
from carecoord.notifications.kinds import Audience, Form
from carecoord.notifications.wishes import When, default
from referrals.matrix import LINES
from referrals.matrix.shape import Line, Tells

HEAD = """# The matrix of notices: what happens, who is told, when, and what ends it

Generated from `referrals/matrix` and the table of kinds by `manage.py matrix_page --write`; do not edit by hand. A test holds every line to
the place that tells, so a line without one cannot stand here.

Mail, text messages and devices say none of this: only that there is an update, something due or something for today, and a link.
Every notice stands in carecoord; beside it goes what its recipient chose. What keeps somebody safe always goes by mail as well. Urgent
ones wait for no quiet hours and no summary, and one that nobody of a site reads within four working hours becomes a task for a person
there. Nobody is told of what they did themselves. Besides what each line says, a notice ends with a death (to the patient's side), with
its recipient's access, and when it is too late to be of use. Reminders and their times: [ladders.md](ladders.md).
"""


@dataclass(frozen=True)
class Told:
    """One cell of a line, ready to print."""

    who: str
    notice: str
    when: str
    ways: str
    is_urgent: bool


@dataclass(frozen=True)
class Shown:
    event: str
    told: tuple[Told, ...]
    stops: str
    silent: str


def shown() -> list[Shown]:
    return [Shown(line.event, tuple(cells(line)), str(line.stops), line.silent) for line in LINES]


def cells(line: Line) -> Iterator[Told]:
    """The same notice to the same people from two places is one cell."""
    found: dict[tuple[str, str], Told] = {}
    for one in line.tells:
        told = cell(one)
        known = found.get((told.who, told.notice))
        when = told.when if known is None or told.when in known.when else f"{known.when}; {told.when}"
        found[told.who, told.notice] = Told(told.who, told.notice, when, told.ways, told.is_urgent)
    yield from found.values()


def cell(one: Tells) -> Told:
    form = one.kind.form
    return Told(str(one.to), str(form.title), one.when, ways(form), form.is_urgent)


def ways(form: Form) -> str:
    """How it comes to somebody who never chose."""
    if Channel.INAPP not in form.channels:
        return "a mail of its own"
    mail = {When.NOW: "in carecoord and by mail", When.DAILY: "in carecoord, by mail once a day"}
    said = mail.get(default(Audience(form.audience), form.topic, Channel.EMAIL), "in carecoord")
    return f"{said}; cannot be switched off" if form.is_safety else said


def text() -> str:
    return "\n".join([HEAD, *(line for one in shown() for line in section(one))])


def section(one: Shown) -> Iterator[str]:
    yield f"## {one.event}\n"
    yield "| Who | What the notice says | When | How |\n|---|---|---|---|"
    for told in one.told:
        yield f"| {told.who} | {told.notice}{' **(urgent)**' if told.is_urgent else ''} | {told.when} | {told.ways} |"
    yield f"\nEnds with: {one.stops}.{' ' + one.silent if one.silent else ''}\n"
