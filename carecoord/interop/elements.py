"""Walking a resource with its path at hand, so that a wrong type is a Fault that says where. Nulls and empty text count as absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from carecoord.interop.faults import Fault

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Text a database can keep: no NUL, control characters or lone surrogates; outer blanks gone. Everything else stays as it came."""
    return UNPRINTABLE.sub("", text).strip()


class Element:
    """One JSON object of a resource and the path to it."""

    __slots__ = ("json", "path")

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise Fault(f"This should be an object, not {named(value)}.", path=path)
        self.json: dict[str, Any] = value
        self.path = path

    def __contains__(self, name: str) -> bool:
        return self.json.get(name) is not None

    def fault(self, sentence: str, name: str = "") -> Fault:
        return Fault(sentence, path=f"{self.path}.{name}" if name else self.path)

    def one(self, name: str) -> Element | None:
        """The object under `name`, or None."""
        value = self.json.get(name)
        return None if value is None else Element(value, f"{self.path}.{name}")

    def many(self, name: str) -> list[Element]:
        """The objects in the list under `name`; a lone object counts as a list of one, as older versions of FHIR wrote some."""
        return [Element(value, path) for value, path in self._items(name)]

    def texts(self, name: str) -> list[str]:
        """The pieces of text in the list under `name`; a null among them stands for an extension and is left out."""
        return [clean(_as_text(value, path)) for value, path in self._items(name) if value is not None]

    def text(self, name: str, limit: int = 0) -> str:
        """Text without outer blanks, cut to `limit` characters; empty when absent."""
        value = self.json.get(name)
        if value is None:
            return ""
        found = clean(_as_text(value, f"{self.path}.{name}"))
        return found[:limit].rstrip() if limit else found

    def yes(self, name: str) -> bool | None:
        value = self.json.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.fault(f"This should be true or false, not {named(value)}.", name)
        return value

    def number(self, name: str) -> Decimal | None:
        value = self.json.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.fault(f"This should be a number, not {named(value)}.", name)
        return Decimal(value)

    def _items(self, name: str) -> Iterator[tuple[Any, str]]:
        value = self.json.get(name)
        if value is None:
            return
        if isinstance(value, dict | str):
            yield value, f"{self.path}.{name}"
            return
        if not isinstance(value, list):
            raise self.fault(f"This should be a list, not {named(value)}.", name)
        yield from ((inner, f"{self.path}.{name}[{index}]") for index, inner in enumerate(value))


def named(value: Any) -> str:
    """A JSON type as a person says it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", dict: "an object", list: "a list"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "a number")


def _as_text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise Fault(f"This should be text, not {named(value)}.", path=path)
    return value
