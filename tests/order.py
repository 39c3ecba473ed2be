"""A pytest plugin: what takes long begins first, so that no worker is left alone with it at the end. Within a length the order stays.

Rooms that mostly wait (kills) stand beside rooms that compute. Times are those of one machine with two cores; only their order counts.
"""

from __future__ import annotations

import pytest

# Longest first. A test that is found here under two names has the place of the first.
LONG = (
    "tests/engines/test_up.py",
    "tests/kills/test_promises.py",
    "tests/referrals/test_at_once.py",
    "tests/system/test_every_page.py",
    "tests/kills/",
    "tests/ui/test_account_pages.py",
    "tests/system/",
    "tests/ui/test_seen.py",
    "tests/demo/",
    "tests/house/",
    "tests/engines/",
)


def place(item: pytest.Item) -> int:
    return next((n for n, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)
