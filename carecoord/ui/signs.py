"""The small signs as HTML: lists draw them hundreds of times a page, so they are plain strings, not templates.

Room: carecoord.ui, which knows no app. Every value is escaped here. Larger parts are templates in `templates/components/`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from html import escape as escape_html

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from carecoord.ui import icons
from carecoord.ui.dates import staff_day, staff_moment
from carecoord.ui.markup import markup
from carecoord.ui.parts import Age, Alert, Ball, Due, Meter, MeterGroup, Side, Tag, Tone, Words

TONE_ICONS = {Tone.LATE: "late", Tone.DONE: "done", Tone.MET: "done", Tone.YOU: "unknown"}
AGE_WIDTH = 48  # units of the age bar, which is 48 px wide
SEGMENT, GAP, GROUP_GAP = 7.6, 2.4, 3.0


def escape(words: object) -> str:
    """As Django's, without its wrapper for lazy strings, which costs more than the escaping."""
    return escape_html(str(words))


@cache
def icon(name: str, *, large: bool = False) -> SafeString:
    """An icon; always beside a word, so it is hidden from readers."""
    classes = "cc-icon cc-icon--l" if large else "cc-icon"
    return markup(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{icons.paths(name)}</svg>')


@cache
def side_sign(side: Side | str, *, large: bool = False) -> SafeString:
    """Square, circle, triangle or person in the hue of a side; the side's name stands beside it in words."""
    side = Side(side)
    classes = "cc-side cc-side--l" if large else "cc-side"
    return markup(f'<svg class="{classes} is-{side}" viewBox="0 0 12 12" aria-hidden="true">{icons.SIDES[side]}</svg>')


@cache
def side_word(side: Side, language: str | None) -> str:
    return escape(side.word)


def ball(given: Ball) -> SafeString:
    """The sheet draws the sign from the side's class: a worklist has one in every row. "You" need not be told your own side."""
    mine = " cc-ball--mine" if given.mine else ""
    days = "" if given.days is None else f"<b>{given.days} d</b>"
    side = "" if given.mine else f'<span class="cc-vh">{side_word(given.side, get_language())}: </span>'
    return markup(f'<span class="cc-ball is-{given.side}{mine}">{side}{escape(given.who)}{days}</span>')


def chip(word: Words) -> SafeString:
    return markup(f'<span class="cc-chip">{escape(word)}</span>')


def age(given: Age) -> SafeString:
    """A bar 48 wide: up to the target in grey, past it in red and thicker, with a tick at the target."""
    late = " cc-age--late" if given.late else ""
    bar = "" if given.target is None else f'<svg aria-hidden="true">{age_bar(given.days, given.target)}</svg>'
    return markup(f'<span class="cc-age{late}">{bar}{given.words}</span>')


def age_bar(days: int, target: int) -> str:
    """In pixels, as the sheet gives the picture its 48 by 8: the days within the target, those past it, a tick between them."""
    if days <= target:
        return f'<path d="M0 4h{AGE_WIDTH * days / max(target, 1):.0f}"/>'
    mark = round(AGE_WIDTH * target / days)
    return f'<path d="M0 4h{mark}"/><path d="M{mark} 4H48"/><path d="M{mark} 4h1.5"/>'


def due(given: Due, *, many: bool = False) -> SafeString:
    """The sheet draws the icon from the class; the exact instant is in the title. One of `many` says it for people only."""
    kind = f"cc-due cc-due--{given.when}"
    if given.at is None:
        return markup(f'<span class="{kind}">{escape(given.words)}</span>')
    if many:
        return markup(f'<span class="{kind}" title="{exact(given.at, named=False)}">{escape(given.words)}</span>')
    return markup(f'<time class="{kind}" datetime="{stamp(given.at)}" title="{exact(given.at)}">{escape(given.words)}</time>')


def stamp(at: datetime | date) -> str:
    """For machines, in UTC: 2026-11-25T23:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if isinstance(at, datetime) else at.isoformat()


def exact(at: datetime | date, *, named: bool = True) -> str:
    return staff_moment(at, weekday=True, named=named) if isinstance(at, datetime) else staff_day(at, weekday=True)


def tag(given: Tag) -> SafeString:
    name = given.icon or TONE_ICONS.get(given.tone, "")
    kind = f" cc-tag--{given.tone}" if given.tone else ""
    return markup(f'<span class="cc-tag{kind}">{icon(name) if name else ""}{escape(given.word)}</span>')


def alert(given: Alert) -> SafeString:
    return markup(f'<span class="cc-alert">{icon(given.icon)}{escape(given.word)}</span>')


def initials(name: str) -> str:
    """Two letters of a name: "Dr. Wei Chen" and "Chen, Wei" are both WC."""
    last, _, first = name.partition(",")
    words = [word for word in f"{first} {last}".split() if word[0].isalnum() and not word.endswith(".")]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


@lru_cache(maxsize=512)  # colleagues come again and again, on one page and on the next
def avatar(name: str, *, side: Side | str = "", letters: str = "") -> SafeString:
    """The initials of somebody, their name as title; without a name the dashed disc of nobody."""
    if not name and not letters:
        return markup('<span class="cc-avatar cc-avatar--none" role="img" aria-label="No owner">–</span>')
    kind = f" cc-avatar--side is-{Side(side)}" if side else ""
    read = f' role="img" title="{escape(name)}"' if name else ""
    return markup(f'<span class="cc-avatar{kind}"{read}>{escape(letters or initials(name))}</span>')


def day(value: date | datetime, words: str = "") -> SafeString:
    """A date as <time>, 22-Nov-2026 unless other words are given."""
    return markup(f'<time datetime="{stamp(value)}">{escape(words or staff_day(value))}</time>')


def meter(given: Meter) -> SafeString:
    """The segments of a completeness meter, with a gap between groups; the words stand beside it."""
    drawn, x = [], 0.5
    for group in given.groups:
        drawn += segments(group, x)
        x += len(group.items) * (SEGMENT + GAP) + GROUP_GAP
    width = max(x - GROUP_GAP - GAP + 0.5, 1)
    about = escape(f"{given.have} of {given.total} {given.about}")
    return markup(f'<svg viewBox="0 0 {width:.1f} 10" preserveAspectRatio="none" role="img" aria-label="{about}">{"".join(drawn)}</svg>')


def segments(group: MeterGroup, start: float) -> list[str]:
    """Filled first, missing last, so that a look finds the end of what is there."""
    ordered = sorted(group.items, reverse=True)
    places = (start + index * (SEGMENT + GAP) for index in range(len(ordered)))
    return [
        f'<rect class="{"seg" if there else "mis"}" x="{x:.1f}" y=".5" width="{SEGMENT}" height="9" rx="1.5"/>'
        for x, there in zip(places, ordered, strict=True)
    ]
