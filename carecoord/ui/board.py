"""A board: columns are stages, cards are people with how long they have been there. Flat lists, which a phone shows one under another.

Room: carecoord.ui, which knows no journey. A page gives columns with their cards in order, the oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from carecoord.ui import signs
from carecoord.ui.markup import markup
from carecoord.ui.parts import Age, Ball, Due, Tag, Words
from carecoord.ui.signs import escape


@dataclass(frozen=True, slots=True)
class Card:
    """One person: LAST, First as a link, one line of facts, age in the stage, who must act, by when."""

    name: str
    href: str
    about: Words = ""
    age: Age | None = None
    ball: Ball | None = None
    due: Due | None = None
    tag: Tag | None = None

    @property
    def html(self) -> SafeString:
        about = f'<span class="cc-board__about">{escape(self.about)}</span>' if str(self.about) else ""
        facts = f'<span class="cc-board__facts">{self.facts}</span>' if self.facts else ""
        return markup(f'<li><a class="cc-board__name" href="{escape(self.href)}">{escape(self.name)}</a>{about}{facts}</li>')

    @property
    def facts(self) -> str:
        """What is known of age, ball, due and state."""
        drawn = [signs.age(self.age) if self.age else "", signs.ball(self.ball) if self.ball else ""]
        return "".join([*drawn, signs.due(self.due, many=True) if self.due else "", signs.tag(self.tag) if self.tag else ""])


@dataclass(frozen=True, slots=True)
class Column:
    """A stage: `key` is its place on the page, `count` and `late` are of all who are in it, where `cards`
    are the first of them and `href` leads to the rest. With `is_more` nobody counted to the end: "20+"."""

    key: str
    title: Words
    cards: tuple[Card, ...] = ()
    about: Words = ""
    count: int | None = None
    late: int | None = None
    href: str = ""
    is_more: bool = False

    @property
    def plus(self) -> str:
        return "+" if self.is_more else ""

    @property
    def total(self) -> int:
        return len(self.cards) if self.count is None else self.count

    @property
    def hidden(self) -> int:
        return max(self.total - len(self.cards), 0)

    @property
    def overdue(self) -> int:
        """Past the target of the stage: as told, else of the cards."""
        return sum(bool(card.age and card.age.late) for card in self.cards) if self.late is None else self.late


@dataclass(frozen=True, slots=True)
class Board:
    about: Words
    columns: tuple[Column, ...]
    nothing: Words = "Nobody is on the road here."

    @property
    def total(self) -> int:
        return sum(column.total for column in self.columns)
