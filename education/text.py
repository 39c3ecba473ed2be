"""Markdown to sections a page can lay out, and to the plain sentences that are measured. Every HTML string here went through nh3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS: Final = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "br", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES: Final = {"a": {"href"}}
SCHEMES: Final = {"https", "tel"}
WORDS_A_MINUTE: Final = 150  # slow, unhurried reading of health text


@dataclass(frozen=True)
class Advice:
    """One half of a do and do-not pair."""

    heading: str
    items: tuple[SafeString, ...]


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it: HTML, or a pair of lists side by side."""

    heading: str
    anchor: str
    html: SafeString
    pair: tuple[Advice, Advice] | None = None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def clean(html: str) -> SafeString:
    """Keep the few tags an article needs; scripts, handlers, styles, images and strange links go."""
    kept = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return mark_safe(kept)  # noqa: S308  # the line above is what makes it safe


def _render(tokens: Sequence[Token]) -> SafeString:
    parser = _parser()
    return clean(parser.renderer.render(tokens, parser.options, {}))


def sections(source: str) -> tuple[Section, ...]:
    """Split at level-two headings; text before the first becomes a section without a heading."""
    return tuple(_section(heading, tokens) for heading, tokens in _split(_parser().parse(source), "h2"))


def _section(heading: str, tokens: Sequence[Token]) -> Section:
    pair = _pair(tokens)
    return Section(heading, slugify(heading), SafeString("") if pair else _render(tokens), pair)


def _split(tokens: Sequence[Token], tag: str) -> Iterator[tuple[str, list[Token]]]:
    """(heading, tokens below it) for each heading of that tag, top level only."""
    heading, below = "", list[Token]()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open" and token.tag == tag and token.level == 0:
            if heading or below:
                yield heading, below
            heading, below = plain_inline(tokens[at + 1]), []
            at += 3
            continue
        below.append(token)
        at += 1
    if heading or below:
        yield heading, below


def _pair(tokens: Sequence[Token]) -> tuple[Advice, Advice] | None:
    """Two level-three headings with nothing but one bullet list under each are a do and a do-not."""
    halves = list(_split(tokens, "h3"))
    if len(halves) != 2 or not all(heading and _is_one_list(below) for heading, below in halves):
        return None
    first, second = (Advice(heading, tuple(_items(below))) for heading, below in halves)
    return first, second


def _is_one_list(tokens: Sequence[Token]) -> bool:
    top = [t.type for t in tokens if t.level == 0]
    return top == ["bullet_list_open", "bullet_list_close"]


def _items(tokens: Sequence[Token]) -> Iterator[SafeString]:
    inside = list[Token]()
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            inside = []
        elif token.type == "list_item_close" and token.level == 1:
            yield _render(inside)
        else:
            inside.append(token)


def plain_inline(token: Token) -> str:
    """The words of one line, without marks."""
    parts = ["" if child.type == "html_inline" else " " if child.type == "softbreak" else child.content for child in token.children or []]
    return "".join(parts)


def sentences(source: str) -> list[str]:
    """Every heading, paragraph and list item as plain text, each closed as a sentence: what the reading formulas expect."""
    return [closed(plain_inline(token)) for token in _parser().parse(source) if token.type == "inline"]


def closed(line: str) -> str:
    line = line.strip()
    return line if line.endswith((".", "!", "?")) else line.rstrip(":;,") + "."


def links(source: str) -> list[str]:
    """Every address the text links to."""
    inline = (child for token in _parser().parse(source) for child in token.children or [])
    return [str(token.attrs["href"]) for token in inline if token.type == "link_open"]


def headings(source: str) -> list[tuple[str, str]]:
    """(tag, text) of every heading, in order."""
    tokens = _parser().parse(source)
    return [(token.tag, plain_inline(tokens[at + 1])) for at, token in enumerate(tokens) if token.type == "heading_open"]


def minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))
