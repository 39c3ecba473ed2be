"""What differs between two versions of a protocol, item by item, in the words the page uses.

Room: referrals.pathway. Items are compared as they are read, so that a change nobody can read is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from referrals.pathway.pages.protocol import Entry, sections
from referrals.pathway.protocol import Protocol


@dataclass(frozen=True)
class Line:
    """One entry of an item, before and after; an empty side had none."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """`word` is New, Gone or Changed."""

    word: str
    section: str
    title: str
    lines: tuple[Line, ...] = ()


def between(old: Protocol, new: Protocol) -> list[Change]:
    """New items in their places, changed ones with what changed, then what is gone."""
    before, after = entries(old), entries(new)
    changes = [change for code, (section, entry) in after.items() if (change := _one(section, before.get(code), entry))]
    return changes + [Change("Gone", section, name(entry)) for code, (section, entry) in before.items() if code not in after]


def entries(protocol: Protocol) -> dict[str, tuple[str, Entry]]:
    found = sections(protocol, {}, [], timezone.localdate())
    return {entry.code: (section.title, entry) for section in found for entry in section.entries}


def name(entry: Entry) -> str:
    return f"{entry.number} {entry.title}".strip()


def _one(section: str, was: tuple[str, Entry] | None, now: Entry) -> Change | None:
    if was is None:
        return Change("New", section, name(now), tuple(Line(row.label, (), row.lines) for row in now.rows))
    lines = tuple(_lines(was[1], now))
    return Change("Changed", section, name(now), lines) if lines else None


def _lines(was: Entry, now: Entry) -> Iterator[Line]:
    if name(was) != name(now):
        yield Line("Title", (name(was),), (name(now),))
    before, after = ({row.label: row.lines for row in entry.rows} for entry in (was, now))
    for label in dict.fromkeys((*before, *after)):
        if before.get(label, ()) != after.get(label, ()):
            yield Line(label, before.get(label, ()), after.get(label, ()))
