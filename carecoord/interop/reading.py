"""Bytes to JSON, strictly: sizes, encodings, duplicate keys, and where the text breaks off. Numbers stay decimal, as FHIR asks."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from carecoord.interop.faults import Fault

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 60
MAX_DIGITS = 40
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The file's bytes, or a Fault that says why not."""
    try:
        if path.stat().st_size > max_bytes:
            raise Fault(f"The file is larger than {max_bytes // (1024 * 1024)} MB; send it in parts.")
        return path.read_bytes()
    except IsADirectoryError:
        raise Fault("This is a folder, not a file.") from None
    except FileNotFoundError:
        raise Fault("There is no such file.") from None
    except OSError as error:
        raise Fault(f"The file cannot be opened: {error.strerror}.") from None


def read_json(raw: bytes, what: str = "FHIR") -> dict[str, Any]:
    """One JSON object. Every other content is a Fault with a line and a column, or the path of the key that came twice.

    `what` the file should hold, for the sentences.
    """
    text = decode(raw)
    if not text.strip():
        raise Fault("The file is empty.")
    if text.lstrip().startswith("<"):
        raise Fault(f"This is XML; only {what} in JSON can be read.", line=1, column=1)
    found = _parse(text)
    if not isinstance(found, dict):
        raise Fault(f"A file of {what} holds one object in braces.", line=1, column=1)
    _measure(found)
    return found


def decode(raw: bytes) -> str:
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise Fault("The text is not UTF-8.", line=line, column=column) from None


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=_decimal, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise Fault(f"The JSON breaks off: {_plain(error.msg)}.", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Fault("The JSON is nested too deeply.") from None


def _plain(message: str) -> str:
    return (message[:1].lower() + message[1:]).removesuffix(" at")


class _Twice(dict[str, Any]):
    """An object in which a key came twice; found again by its path once the whole is read."""

    key = ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twice = _Twice(found)
    twice.key = next(name for name in names if names.count(name) > 1)
    return twice


def _decimal(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= MAX_DIGITS else None
    if number is None or abs(number.adjusted()) > MAX_DIGITS:
        raise Fault(f"A number has more than {MAX_DIGITS} digits.")
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise Fault(f"A number has more than {MAX_DIGITS} digits.")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise Fault(f"{text} is not a JSON number.")


def _measure(root: dict[str, Any]) -> None:
    """Refuse keys that came twice, and nesting that no FHIR resource has."""
    walk(root, str(root.get("resourceType", "")) or "file", _twice)


def _twice(value: Any, path: str) -> None:
    if isinstance(value, _Twice):
        raise Fault(f"“{value.key}” is there twice in one object.", path=f"{path}.{value.key}")


def walk(value: Any, path: str, check: Callable[[Any, str], None], depth: int = 0) -> None:
    """Call `check` with every object, list and value, and its path."""
    if depth > MAX_DEPTH:
        raise Fault("The JSON is nested too deeply.", path=path[:200])
    check(value, path)
    if isinstance(value, dict):
        for key, inner in value.items():
            walk(inner, f"{path}.{key}", check, depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            walk(inner, f"{path}[{index}]", check, depth + 1)
