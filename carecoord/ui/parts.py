"""What the small parts of a page are made of: frozen values, ready to print.

Room: carecoord.ui, which knows no app. Pages build these; the tags in `templatetags/ui.py` draw them. A part that needs a query,
a permission or the name of a model does not belong here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Side(StrEnum):
    """Who someone is on the road. Each side has a hue and a shape."""

    PRACTICE = "practice"
    CENTER = "center"
    MAKER = "maker"
    HOME = "home"

    @property
    def word(self) -> Promise:
        return SIDE_WORDS[self]


SIDE_WORDS = {Side.PRACTICE: _("Practice"), Side.CENTER: _("Center"), Side.MAKER: _("Manufacturer"), Side.HOME: _("Home")}


class Tone(StrEnum):
    """What a tag asks for. Red is late or unsafe, green is done, amber needs you; the others ask for nothing."""

    LATE = "late"
    DONE = "done"
    YOU = "you"
    MET = "met"
    FLAG = "flag"
    PLAIN = "plain"
    NEUTRAL = ""


class When(StrEnum):
    """Where a due instant lies from now."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Ball:
    """Who must act. `mine` says it is the reader's own side; `days` how long they have held it."""

    side: Side
    who: str
    days: int | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """Days in a stage, against its target in days."""

    days: int
    target: int | None = None

    @property
    def late(self) -> bool:
        return self.target is not None and self.days > self.target

    @property
    def words(self) -> str:
        return f"{self.days} d" if self.target is None else f"{self.days} of {self.target} d"


@dataclass(frozen=True, slots=True)
class Due:
    """A due label in words; `at` is the exact instant, shown as its title."""

    when: When
    words: Words
    at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A state: an icon and a word."""

    word: Words
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """What a reader must know before anything else; an outlined box in the banner."""

    word: Words
    icon: str = "warning"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value, as a row of a list of facts."""

    name: Words
    value: Words | date | datetime
    more: Words = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed. With `post` it is a form of its own, which sends `name` = `value` and each of `fields`."""

    label: Words
    href: str = ""
    icon: str = ""
    kind: str = "quiet"  # primary, quiet, bare
    post: bool = False
    name: str = ""
    value: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    about: Words = ""  # what a reader who hears the label alone must know: which row it belongs to


@dataclass(frozen=True, slots=True)
class Banner:
    """The patient, on every page about a patient. `name` is LAST, First; `mrn_of` the organization that gave the number."""

    name: str
    born_on: date | None
    age: int | None
    sex: Words
    mrn: str = ""
    mrn_of: str = ""
    alerts: tuple[Alert, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class StateLine:
    """Who holds the ball, as a sentence; `late` is the part of it printed in red, `more` the second line."""

    side: Side
    sentence: Words
    late: Words = ""
    more: Words = ""
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a side has to do: own acts carry buttons, the other side's the initials of who does it."""

    what: Words
    due: Due | None = None
    buttons: tuple[Button, ...] = ()
    initials: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ActSide:
    """One half of the card "both sides' acts"."""

    side: Side
    name: str
    about: Words
    acts: tuple[Act, ...] = ()
    nothing: Words = "Nothing to do now."


@dataclass(frozen=True, slots=True)
class MeterGroup:
    """Items needed by one moment, in order: True where the item is there."""

    name: Words
    items: tuple[bool, ...]

    @property
    def have(self) -> int:
        return sum(self.items)


@dataclass(frozen=True, slots=True)
class Meter:
    """How complete something is, one segment an item."""

    groups: tuple[MeterGroup, ...]
    about: Words = "items are in"

    @property
    def have(self) -> int:
        return sum(group.have for group in self.groups)

    @property
    def total(self) -> int:
        return sum(len(group.items) for group in self.groups)

    @property
    def missing(self) -> int:
        return self.total - self.have
