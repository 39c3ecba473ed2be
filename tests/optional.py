"""A pytest plugin: what a test needs of the machine (a browser, the real data), skipped aloud where it is missing, or failed.

A test says what it needs with its marker (`browser`, `real_data`). CARECOORD_REQUIRE="browser,data" makes a failure of a lack.
The last lines of every run say what was skipped and how to get it.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.browser import executable

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Need:
    """Something a machine may lack. `name` is what CARECOORD_REQUIRE calls it."""

    name: str
    marker: str
    lack: str
    remedy: str


BROWSER = Need("browser", "browser", "no Chromium is installed", "run `apt-get install chromium`, or set CHROMIUM to a browser of yours")
DATA = Need("data", "real_data", "the real data is not here", "put it in ../shared/data, beside the folder of carecoord")
NEEDS = (BROWSER, DATA)


def there(need: Need) -> bool:
    if need is DATA:
        named = os.environ.get("CARECOORD_SHARED_DATA")
        return Path(named).is_dir() if named else any((parent / "shared" / "data").is_dir() for parent in ROOT.parents)
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return executable() is not None or any(own.glob("chromium-*"))


def required() -> set[str]:
    """What must be there; a word that is not known is refused, because it would require nothing."""
    words = {word.strip() for word in os.environ.get("CARECOORD_REQUIRE", "").split(",") if word.strip()}
    unknown = words - {need.name for need in NEEDS}
    if unknown:
        raise pytest.UsageError(f"CARECOORD_REQUIRE names {', '.join(sorted(unknown))}; it knows {', '.join(need.name for need in NEEDS)}.")
    return words


def pytest_configure(config: pytest.Config) -> None:
    required()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for need in NEEDS:
        if item.get_closest_marker(need.marker) and not there(need):
            words = f"{need.lack}: {need.remedy}"
            if need.name in required():
                pytest.fail(words, pytrace=False)
            pytest.skip(words)


def why(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The reason of a skip, without pytest's own words around it."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(why(report) for report in terminalreporter.getreports("skipped"))
    if not reasons:
        return
    terminalreporter.section("Not tested")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'} skipped, {reason}")
