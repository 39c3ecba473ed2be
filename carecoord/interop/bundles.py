"""A file's resources, whether it is one resource or a Bundle of any type, each with its path and its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from carecoord.interop.elements import Element
from carecoord.interop.faults import Fault
from carecoord.interop.reading import read_json
from carecoord.interop.shape import check_shape, type_of

STRICT = ("Patient",)  # a mix-up here would put facts into the wrong record


@dataclass(frozen=True)
class Entry:
    """One resource. `base` is the server's address where the full URL gives one, so that relative references resolve against it."""

    kind: str
    element: Element
    full_url: str = ""

    @property
    def id(self) -> str:
        return self.element.text("id")

    @property
    def base(self) -> str:
        tail = f"/{self.kind}/{self.id}"
        return self.full_url.removesuffix(tail) if self.id and self.full_url.endswith(tail) and ":" in self.full_url else ""

    @property
    def address(self) -> str:
        return f"{self.kind}/{self.id}" if self.id else ""


@dataclass
class Contents:
    """What a file holds: its resources, how many came twice word for word, and entries without a resource."""

    type: str
    entries: list[Entry] = field(default_factory=list)
    repeated: dict[str, int] = field(default_factory=dict)
    without_resource: int = 0


def open_file(raw: bytes) -> Contents:
    """Read bytes into resources; every fault of form is found before anything is taken."""
    root = read_json(raw)
    if root.get("resourceType") == "Bundle" and not root.get("entry"):
        raise Fault("This Bundle has no entries, so there is nothing to import.", path="Bundle.entry")
    check_shape(root)
    if root["resourceType"] != "Bundle":
        kind = type_of(root, "file")
        return Contents(kind, [Entry(kind, Element(root, kind))])
    return _open_bundle(Element(root, "Bundle"))


def _open_bundle(bundle: Element) -> Contents:
    contents = Contents(bundle.text("type") or "no type")
    found = list(_entries(bundle, contents))
    contents.entries = _once(found, contents)
    return contents


def _entries(bundle: Element, contents: Contents) -> Iterator[Entry]:
    for item in bundle.many("entry"):
        resource = item.one("resource")
        if resource is None:
            contents.without_resource += 1
            continue
        kind = type_of(resource.json, resource.path)
        if kind == "Bundle":
            yield from _entries(resource, contents)
            continue
        entry = Entry(kind, resource, item.text("fullUrl"))
        if kind in STRICT and entry.full_url and ":" not in entry.full_url:
            raise item.fault(f"The fullUrl of a {kind} must be an absolute address.", "fullUrl")
        yield entry


def _once(entries: list[Entry], contents: Contents) -> list[Entry]:
    """Each resource once: word-for-word repeats are counted, of two versions the later stays, two that differ are a Fault."""
    kept: dict[str, Entry] = {}
    addresses: dict[str, Entry] = {}
    for position, entry in enumerate(entries):
        _check_address(entry, addresses)
        key = f"{entry.base}/{entry.address}" if entry.id else entry.full_url or f"#{position}"
        if key not in kept:
            kept[key] = entry
            continue
        contents.repeated[entry.kind] = contents.repeated.get(entry.kind, 0) + 1
        kept[key] = _later(kept[key], entry)
    return list(kept.values())


def _check_address(entry: Entry, addresses: dict[str, Entry]) -> None:
    """Two different resources may not share one full URL when one of them is a patient; other kinds are told apart by their ids."""
    if not entry.full_url:
        return
    other = addresses.setdefault(entry.full_url, entry)
    if other.address != entry.address and (entry.kind in STRICT or other.kind in STRICT):
        raise entry.element.fault("Two different resources have the same fullUrl, and one of them is a patient.")


def _later(first: Entry, second: Entry) -> Entry:
    if _same(first.element.json, second.element.json):
        return first
    ranks = _rank(first), _rank(second)
    if ranks[0] == ranks[1]:
        raise second.element.fault(f"Two {second.kind} resources have the same id and say different things.", "id")
    return second if ranks[1] > ranks[0] else first


def _rank(entry: Entry) -> tuple[int, str]:
    meta = entry.element.one("meta")
    version = meta.text("versionId") if meta else ""
    return (int(version) if version.isdecimal() and version.isascii() else 0, meta.text("lastUpdated") if meta else "")


def _same(first: Any, second: Any) -> bool:
    return json.dumps(first, sort_keys=True, default=str) == json.dumps(second, sort_keys=True, default=str)
