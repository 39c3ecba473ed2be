"""A browser window that remembers what went wrong in it: refused by the content policy, script errors, answers of 500 and above."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The page itself says what its policy refuses: the browser's own message may come any time later, on the next page even. From when axe
# has measured a document (tests/system/looks.py), refused styles of that document are axe's.
REFUSED = "refused by the content policy"
LISTEN = f"""addEventListener('securitypolicyviolation', found => {{
    if (window.isMeasured && found.violatedDirective.startsWith('style-src')) return;
    console.error('{REFUSED}: ' + found.violatedDirective + ' ' + found.blockedURI + ' at ' + found.sourceFile + ':' + found.lineNumber);
}})"""
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]


def executable() -> str | None:
    """The installed Chromium, or the one that Playwright brought, or None."""
    found = os.environ.get("CHROMIUM", "") or next((path for name in NAMES if (path := shutil.which(name))), "")
    return found or None


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=executable(), args=FLAGS)


@dataclass
class Watch:
    """What went wrong in one test's windows; must be empty at its end. `expected` holds words of faults that a test provokes."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page, *, has_scripts: bool = True) -> Page:
        if has_scripts:
            page.add_init_script(LISTEN)
        page.on("console", lambda message: self._console(message, has_scripts))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._response)
        return page

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(word in fault for word in self.expected)]

    def _console(self, message: ConsoleMessage, has_scripts: bool) -> None:
        text = message.text
        if "Content Security Policy" in text:
            if not has_scripts or "violates" not in text:  # a policy that the browser cannot read has no event
                self.faults.append(f"content policy: {text}")
        elif message.type == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    def _response(self, response: Response) -> None:
        path = response.url.split("?")[0]
        if response.status >= 500 or (response.status == 404 and "/static/" in path):
            self.faults.append(f"answer {response.status}: {path}")


def open_context(browser: Browser, url: str, *, width: int, height: int, theme: str, javascript: bool, language: str) -> BrowserContext:
    return browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=javascript,
        locale=language,
        reduced_motion="reduce",
    )
