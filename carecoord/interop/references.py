"""What a reference points to: by full URL, `urn:uuid`, relative to the sender's address, contained, versioned or conditional."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from carecoord.interop.bundles import Entry
from carecoord.interop.elements import Element


@dataclass(frozen=True)
class Target:
    """A reference as written, cut into what can be looked up: a literal address, or an identifier."""

    literal: str = ""
    kind: str = ""
    system: str = ""
    value: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.literal or self.value)


def target(reference: Element | None) -> Target:
    """Read a Reference; a conditional one (`Patient?identifier=system|value`) becomes an identifier."""
    if reference is None:
        return Target()
    literal = reference.text("reference").split("/_history/")[0]
    kind = reference.text("type")
    if "?" in literal:
        return _conditional(literal)
    identifier = reference.one("identifier")
    if literal or identifier is None:
        return Target(literal=literal, kind=kind)
    return Target(kind=kind, system=identifier.text("system"), value=identifier.text("value"))


def _conditional(literal: str) -> Target:
    kind, _, query = literal.partition("?")
    wanted = dict(parse_qsl(query)).get("identifier", "")
    system, bar, value = wanted.partition("|")
    return Target(kind=kind.rsplit("/", 1)[-1], system=system if bar else "", value=value if bar else wanted)


@dataclass
class Directory:
    """All resources of one file, found by every name they go by."""

    by_name: dict[str, Entry] = field(default_factory=dict)
    by_identifier: dict[tuple[str, str, str], Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: list[Entry]) -> Directory:
        directory = cls()
        for entry in entries:
            for name in (entry.full_url, f"{entry.base}/{entry.address}" if entry.base else "", entry.address):
                if name:
                    directory.by_name.setdefault(name, entry)
            for identifier in entry.element.many("identifier") if isinstance(entry.element.json.get("identifier"), list) else []:
                key = (entry.kind, identifier.text("system"), identifier.text("value"))
                directory.by_identifier.setdefault(key, entry)
        return directory

    def find(self, wanted: Target, *, base: str = "") -> Entry | None:
        """The resource in this file that is meant, or None; `base` is the address of the resource that refers to it."""
        if wanted.value:
            return self._identified(wanted)
        for name in (f"{base}/{wanted.literal}" if base else "", wanted.literal):
            if name and name in self.by_name:
                return self.by_name[name]
        return None

    def _identified(self, wanted: Target) -> Entry | None:
        if wanted.system:
            return self.by_identifier.get((wanted.kind, wanted.system, wanted.value))
        found = [e for (kind, _, value), e in self.by_identifier.items() if (kind, value) == (wanted.kind, wanted.value)]
        return found[0] if len(found) == 1 else None


def contained(resource: Element, wanted: Target) -> Element | None:
    """The contained resource that `#id` names."""
    if not wanted.literal.startswith("#"):
        return None
    return next((inner for inner in resource.many("contained") if inner.text("id") == wanted.literal[1:]), None)
