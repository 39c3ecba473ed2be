"""Larger parts, frozen values too: tabs, timeline, notes, documents, people, the road, and what a page says when it has no rows.

Room: carecoord.ui, which knows no app. The smallest parts are in `parts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carecoord.ui.parts import Button, Side, Tag, Tone, Words


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the same rows, as a link. `count` may be words ("99+")."""

    label: Words
    href: str
    count: int | str | None = None
    tone: Tone = Tone.NEUTRAL
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A saved filter, as a link."""

    label: Words
    href: str
    count: int | str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """What happened: a verb in bold, the rest of the sentence, when. Without a side it is what comes next."""

    verb: Words
    rest: Words = ""
    side: Side | None = None
    at: datetime | None = None
    when: Words = ""

    @property
    def tail(self) -> str:
        """The rest with its space; a comma stands at the verb."""
        rest = str(self.rest)
        return rest if not rest or rest[0] in ",.:;" else f" {rest}"


@dataclass(frozen=True, slots=True)
class Note:
    """A message on a thread. `only` names the organization that may read it; empty means both sides."""

    author: str
    organization: str
    side: Side
    at: datetime
    text: str
    only: str = ""
    anchor: str = ""
    is_new: bool = False
    seen_by: Words = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document in a list: its name, one line of facts, its state at the right."""

    name: str
    about: Words
    tag: Tag
    href: str = ""
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to call or write to. `phone` is printed as given and dialled by its digits."""

    name: str
    about: Words
    side: Side
    phone: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class CallBox:
    """The number to call, on patient pages. `href` leads to "What should I do?"."""

    question: Words
    phone: str
    say: Words = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class RoadStep:
    """A step of the patient's road; `state` is done, here or ahead."""

    what: Words
    more: Words = ""
    state: str = "ahead"


@dataclass(frozen=True, slots=True)
class Empty:
    """Where rows would be: what is next instead."""

    title: Words
    text: Words = ""
    button: Button | None = None
    icon: str = ""  # no icon draws the short road of two signs


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a sentence or a list; "#id_phone" leads to a field."""

    label: Words
    href: str


@dataclass(frozen=True, slots=True)
class Said:
    """A box that says what happened: amber for changed meanwhile, red for refused, green for done."""

    title: Words
    text: Words = ""
    tone: Tone = Tone.NEUTRAL
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def icon(self) -> str:
        return {Tone.YOU: "stale", Tone.LATE: "late", Tone.DONE: "done"}.get(self.tone, "info")

    @property
    def role(self) -> str:
        return "alert" if self.tone is Tone.LATE else "status"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A button of the bulk bar: sends `name` = `value` with the form of rows. `rare` ones leave the bar on phones."""

    label: Words
    icon: str
    value: str
    name: str = "do"
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """Keys and what they do, in the line under a list."""

    keys: tuple[str, ...]
    word: Words


LIST_KEYS = (
    Key(("j", "k"), "move"),
    Key(("Enter",), "open"),
    Key(("x",), "select"),
    Key(("e",), "do the next step"),
    Key(("/",), "search"),
    Key(("?",), "all keys"),
)
