"""Which known names a word that is not known may have meant. It suggests, and never chooses.

Room: patients.clinical. The names themselves are in `drugs` and `regimens`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

CLOSE: Final = 0.66  # share of letters two names have in common, from which one may have been meant
SLIP: Final = 0.8  # from which it is taken for a slip, so that no new name is kept beside it
MANY: Final = 3
STEM: Final = 3  # letters from which the beginning of a name is taken for the name


def one_space(text: str) -> str:
    """In any case and with single spaces, as names are compared."""
    return " ".join(text.split()).casefold()


def alike(text: str, names: Mapping[str, str], *, close: float = CLOSE) -> tuple[str, ...]:
    """At most three of `names` (compared form to shown form): those that begin so, then those spelled nearly so."""
    asked = one_space(text)
    begun = [name for name in names if len(asked) >= STEM and name.startswith(asked)]
    near = get_close_matches(asked, list(names), n=MANY, cutoff=close)
    return tuple(dict.fromkeys(names[name] for name in (*begun, *near)))[:MANY]


def perhaps(found: Iterable[str]) -> str:
    """As the end of a sentence that refuses; empty where nothing is near."""
    *others, last = list(found) or [""]
    listed = f"{', '.join(others)} or {last}" if others else last
    return f" Perhaps you mean {listed}." if last else ""
