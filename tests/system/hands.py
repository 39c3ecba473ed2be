"""Hands on the keyboard and nothing else: Tab to a control, press it, type, choose, tick, pick a file. Every stop on the way must show
its focus and must not lie under something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

AT_MOST = 90  # stops of Tab before we call it a trap
# What a reader sees of the focus: its outline, or the outline of the box that stands for a radio or a tick; and whether it is covered.
FOCUS = """() => {
    const at = document.activeElement, label = at.closest('label') || at, box = at.getBoundingClientRect();
    const seen = el => el && getComputedStyle(el).outlineStyle !== 'none' && parseFloat(getComputedStyle(el).outlineWidth) >= 2;
    const words = [at.getAttribute('aria-label'), at.labels && at.labels[0] && at.labels[0].innerText, at.innerText, at.value, at.id];
    const spots = [0.1, 0.5, 0.9].flatMap(x => [0.2, 0.5, 0.8].map(y => [box.x + box.width * x, box.y + box.height * y]));
    return {
        words: (words.find(Boolean) || at.tagName).trim().replace(/\\s+/g, ' '), name: at.name || '', tag: at.tagName,
        checked: Boolean(at.checked),
        shown: seen(at) || seen(at.closest('label')) || seen(at.nextElementSibling) || seen(at.parentElement),
        free: spots.map(([x, y]) => document.elementFromPoint(x, y))
            .some(one => one && (at.contains(one) || label.contains(one) || one.contains(label))),
    };
}"""
Wanted = Callable[[dict[str, Any]], bool]


def focus(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(FOCUS)
    return found


def tab_to(page: Page, wanted: Wanted, key: str = "Tab") -> dict[str, Any]:
    for _ in range(AT_MOST):
        page.keyboard.press(key)
        here = focus(page)
        must_be_seen(page, here)
        if wanted(here):
            return here
    raise AssertionError(f"Tab does not lead there at {page.url}")


def must_be_seen(page: Page, here: dict[str, Any]) -> None:
    if here["tag"] == "BODY":
        return
    assert here["shown"], f"the focus on {here['words'][:80]!r} cannot be seen at {page.url}"
    assert here["free"], f"something lies over {here['words'][:80]!r} at {page.url}"


def named(words: str) -> Wanted:
    return lambda here: str(here["words"]).startswith(words)


def button(words: str) -> Wanted:
    return lambda here: here["words"] == words and here["tag"] == "BUTTON"


def field(name: str) -> Wanted:
    return lambda here: here["name"] == name


def press(page: Page, words: str) -> None:
    """Press what stays on the page: a menu, a tick."""
    tab_to(page, named(words))
    page.keyboard.press("Enter")


def follow(page: Page, words: str, wanted: Callable[[str], Wanted] = named) -> None:
    """Press what leads to another page."""
    tab_to(page, wanted(words))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def send(page: Page, words: str) -> None:
    """Press a button of the form, which is not a link of the same words."""
    follow(page, words, button)


def more(page: Page, words: str) -> None:
    """Open the menu of further acts and follow one."""
    press(page, "More")
    follow(page, words)


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, field(name))
    page.keyboard.type(text)


def tick(page: Page, words: str) -> None:
    tab_to(page, named(words))
    page.keyboard.press("Space")
    assert focus(page)["checked"], f"{words} is not ticked"


def upload(page: Page, name: str, data: bytes) -> None:
    """Open the browser's file chooser with Enter; the file itself is the system's affair."""
    with page.expect_file_chooser() as chosen:  # begun before Tab, so that Chromium listens by the time of Enter
        tab_to(page, field(name))
        page.keyboard.press("Enter")
    chosen.value.set_files({"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": data})
    assert focus(page)["name"] == name, "the focus is lost after a file was chosen"


def skip_link_comes_first(page: Page) -> None:
    page.keyboard.press("Tab")
    here = focus(page)
    assert here["words"] == "Skip to content", here
    assert here["shown"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
