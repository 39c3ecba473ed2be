"""The ratios of the tokens, computed: text 4.5, edges and signs 3, on every ground they are used on, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")
SIDES = ("practice", "center", "maker", "home")
STATES = ("late", "done", "you")
TEXT = ("ink", "ink-2", "ink-3", "link", *SIDES, *STATES)
GROUNDS = ("surface", "paper", "sunken", "hover", "picked")


def block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r" \{(.*?)\}", SHEET, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", found.group(1)))


THEMES = {"dark": block(":root[data-theme=dark]")}
THEMES["light"] = dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", SHEET.split("color-scheme: light;")[1].split("}")[0]))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_ground(theme: str) -> None:
    tokens = THEMES[theme]
    weak = {(text, ground): ratio(tokens[text], tokens[ground]) for text in TEXT for ground in GROUNDS}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_its_own_tint_and_the_reverse(theme: str) -> None:
    tokens = THEMES[theme]
    for name in (*SIDES, *STATES):
        assert ratio(tokens[name], tokens[f"{name}-bg"]) >= 4.5, name
        assert ratio(tokens["surface"], tokens[name]) >= 4.5, name
        assert ratio(tokens["ink"], tokens[f"{name}-bg"]) >= 7, name
    for text, ground in (("on-act", "act"), ("on-act", "act-hover"), ("on-solid", "you-solid")):
        assert ratio(tokens[text], tokens[ground]) >= 7, text


@pytest.mark.parametrize("theme", THEMES)
def test_edges_focus_and_marks_are_seen(theme: str) -> None:
    tokens = THEMES[theme]
    for name in ("edge", "focus", "you-mark"):
        assert ratio(tokens[name], tokens["surface"]) >= 3, name
        assert ratio(tokens[name], tokens["paper"]) >= 3, name


def test_chosen_dark_and_wished_dark_say_the_same() -> None:
    assert block(":root[data-theme=dark]") == block(":root:not([data-theme])")


def test_themes_have_the_same_tokens() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])
