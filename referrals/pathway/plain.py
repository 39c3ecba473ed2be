"""Compiled values to plain JSON and back, and their digest. Entries at their default are left out, so a new field changes no digest.

Room: referrals.pathway. Only for the dataclasses of `protocol`.
"""

from __future__ import annotations

import hashlib
import json
import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from referrals.pathway.protocol import Protocol


def as_plain(protocol: Protocol) -> dict[str, Any]:
    """What a row keeps: objects, lists, words and numbers only."""
    content: dict[str, Any] = plain_of(protocol)
    return content


def from_plain(content: dict[str, Any]) -> Protocol:
    protocol: Protocol = _made(Protocol, content)
    return protocol


def plain_of(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: plain_of(held) for field in fields(value) if (held := getattr(value, field.name)) != _default(field)}
    if isinstance(value, tuple):
        return [plain_of(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else object()


def canonical(value: Any) -> str:
    """One way to write it, whatever the order of its entries."""
    return json.dumps(plain_of(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of a protocol, or of one item of it, as 64 hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@cache
def _kinds(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _made(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return value
    if isinstance(kind, types.UnionType):
        return _made(next(part for part in typing.get_args(kind) if part is not type(None)), value)
    if typing.get_origin(kind) is tuple:
        return _tuple(typing.get_args(kind), value)
    if is_dataclass(kind):
        return kind(**{name: _made(_kinds(kind)[name], held) for name, held in value.items()})  # type: ignore[operator,arg-type]  # a class
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _tuple(kinds: tuple[Any, ...], value: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_made(kinds[0], item) for item in value)
    return tuple(_made(kind, item) for kind, item in zip(kinds, value, strict=True))
