"""Whether a trial is about myeloma, by the words of its conditions. The registry codes no disease that a record could be compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

OURS: Final = ("myeloma", "plasma cell", "plasmacytoma", "plasma-cell", "kahler")
WIDE: Final = (
    *("hematologic malignan", "hematological malignan", "haematological malignan", "hematologic neoplasm", "hematological neoplasm"),
    *("hematologic disease", "hematologic cancer", "blood cancer", "b-cell malignan", "lymphoproliferative"),
)


def is_of_myeloma(words: Iterable[str]) -> bool:
    """Named as such, or in a family of diseases that holds it."""
    text = " | ".join(words).casefold()
    return any(word in text for word in (*OURS, *WIDE))
