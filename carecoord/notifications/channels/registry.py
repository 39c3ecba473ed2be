"""Which channels there are: the folders of this package, found by looking. Nothing is listed by hand."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Mapping
from importlib import import_module
from types import ModuleType

from carecoord.notifications import channels
from carecoord.notifications.channels import Addresses, Sender


def names() -> tuple[str, ...]:
    """Every folder here or in a folder put on the package's `__path__`."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg))


def folder(name: str) -> ModuleType:
    if name not in names():
        raise LookupError(f"There is no channel {name}.")
    return import_module(f"{channels.__name__}.{name}")


def sender(name: str) -> type[Sender]:
    found: type[Sender] = folder(name).Sender
    return found


def label(name: str) -> str:
    return str(getattr(folder(name), "LABEL", name))


def addresses(name: str, recipients: Collection[int]) -> Mapping[int, str] | None:
    """None: this channel goes by e-mail address."""
    find: Addresses | None = getattr(folder(name), "addresses", None)
    return find(recipients) if find else None
