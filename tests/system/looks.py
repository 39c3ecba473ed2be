"""How a page looks, judged in one visit: axe at both widths and in both themes, nothing wider than the window, a picture for who asks.

A page is opened once and then widened, narrowed and darkened: our pages take width and theme from style sheets alone. A theme changes
colours and nothing else, so the second theme meets only the rules of colour.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests" / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
COLOURS = ("color-contrast", "link-in-text-block")
WIDTHS, THEMES = (1280, 320), ("light", "dark")
HEIGHT = 900
# From here on refused styles are those that axe measures with. A colour that is half faded is nobody's fault. Only what is at fault comes
# back: the list of all that is in order takes longer to send than to find. Nothing comes back where axe is not in the page.
RUN = """([rules, tags]) => {
    if (!('axe' in window)) return null;
    window.isMeasured = true;
    document.getAnimations().forEach(one => one.effect?.getTiming().iterations === Infinity ? one.cancel() : one.finish());
    return axe.run(document, {
        runOnly: rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: tags},
        resultTypes: ['violations'],
    }).then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.html.slice(0, 200)} (${node.failureSummary.slice(0, 300)})`)));
}"""
LAST = "everything said"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page: Page, *, tags: Sequence[str] = TAGS, rules: Sequence[str] = ()) -> list[str]:
    """Faults of the page as it stands, one sentence for each element."""
    found: list[str] | None = page.evaluate(RUN, [rules, tags])
    if found is None:
        page.evaluate(AXE)
        found = page.evaluate(RUN, [rules, tags])
    assert found is not None
    return found


def bring_axe(page: Page) -> None:
    """For a window that is judged on nearly every page it opens: half a megabyte of rules goes to the browser once, not once a page."""
    page.add_init_script(AXE)


def heard(page: Page) -> None:
    """Returns when everything that the page has said so far has arrived: what it says last, after a turn for events, comes last."""
    with page.expect_console_message(lambda message: message.text == LAST):
        page.evaluate("word => { setTimeout(() => setTimeout(() => console.debug(word), 20)) }", LAST)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate(SIDEWAYS))


def every(page: Page, *, widths: Sequence[int] = WIDTHS, themes: Sequence[str] = THEMES) -> Iterator[tuple[int, str]]:
    """The page in each look after the other; afterwards it is as wide as before, and light."""
    before, now = page.viewport_size, ""
    for width in widths:
        widen(page, {"width": width, "height": HEIGHT})
        for theme in themes if width == widths[0] or pictured() else themes[:1]:
            if theme != now:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            now = theme
            yield width, theme
    if now != "light":
        page.emulate_media(color_scheme="light")
    if before:
        widen(page, before)


def widen(page: Page, size: ViewportSize) -> None:
    if page.viewport_size != size:
        page.set_viewport_size(size)


@dataclass
class Walk:
    """A window that goes from page to page: it opens the next in the look in which it left the last, so it changes looks half as often."""

    page: Page
    theme: str = THEMES[0]

    def looks(self) -> Iterator[tuple[int, str]]:
        there = [(WIDTHS[1], THEMES[0]), (WIDTHS[0], THEMES[0]), (WIDTHS[0], THEMES[1])]
        size = self.page.viewport_size
        is_narrow = size is not None and size["width"] == WIDTHS[1]
        for width, theme in there if is_narrow else reversed(there):
            widen(self.page, {"width": width, "height": HEIGHT})
            if theme != self.theme:
                self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            self.theme = theme
            yield width, theme

    def faults(self) -> list[str]:
        return faults_in(self.page, self.looks())


def faults_in_every(page: Page, name: str = "", *, widths: Sequence[int] = WIDTHS, tags: Sequence[str] = TAGS) -> list[str]:
    """In every look, with sideways scroll; a page with a name has its picture taken."""
    return faults_in(page, every(page, widths=widths), name=name, tags=tags)


def faults_in(page: Page, looks: Iterable[tuple[int, str]], *, name: str = "", tags: Sequence[str] = TAGS) -> list[str]:
    found: list[str] = []
    for width, theme in looks:
        if name:
            picture(page, f"{name}-{width}-{theme}")
        if theme == THEMES[0] and scrolls_sideways(page):
            found.append(f"{page.url} at {width} scrolls sideways")
        rules = () if theme == THEMES[0] else COLOURS
        found += [f"{page.url} at {width} {theme}: {words}" for words in faults(page, tags=tags, rules=rules)]
    return found


def pictured() -> bool:
    """Somebody wants to look: then the second theme is shown at every width. Its colours are the same at each, so one is judged."""
    return bool(os.environ.get("CARECOORD_SCREENSHOTS"))


def picture(page: Page, name: str) -> None:
    """Keeps a picture in the state folder when CARECOORD_SCREENSHOTS is set: for eyes, so not at every run."""
    if pictured():
        folder = Path(os.environ["CARECOORD_VAR"]) / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
