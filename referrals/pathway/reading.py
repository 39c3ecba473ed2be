"""Protocol files: found, read, laid one over the other, checked for form and built. No database here.

Room: referrals.pathway. The form is `shape`, the values are made in `building`, what items say about each other is `checks`.
A fault is one sentence that names the file, the item and the entry. A file whose head is missing is a core: only others stand on it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

from referrals.pathway import building, laying, shape
from referrals.pathway.plain import as_plain, canonical, digest, from_plain
from referrals.pathway.protocol import Protocol

__all__ = ["FOLDER", "BadProtocol", "as_plain", "canonical", "digest", "from_plain", "load", "load_all", "names", "raw_of"]

FOLDER: Final = Path(__file__).parent / "protocols"


class BadProtocol(ValueError):
    """A file that cannot be used; `faults` are sentences for its editor."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Words(yaml.CSafeLoader):
    """YAML in which yes, no, on, off and dates stay the words they are written as, and no entry is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"“{twice}” is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def names(folder: Path = FOLDER) -> list[str]:
    """The codes of files that are protocols (not cores), in order."""
    return [path.stem for path in sorted(folder.glob("*.yaml")) if "protocol" in read(path.stem, folder)]


def load_all(folder: Path = FOLDER) -> list[Protocol]:
    return [load(name, folder) for name in names(folder)]


def load(name: str, folder: Path = FOLDER) -> Protocol:
    """The protocol of `<name>.yaml`, laid over what it extends; raises BadProtocol with every fault of form."""
    raw = raw_of(name, folder)
    origins = laying.origins(raw)
    bare = laying.without_origins(raw)
    found = [f"{origins.get(item, name + '.yaml')}: {sentence}" for item, sentence in shape.faults(bare)]
    if found:
        raise BadProtocol(*found)
    return building.protocol(bare)


def raw_of(name: str, folder: Path = FOLDER, below: tuple[str, ...] = ()) -> dict[str, Any]:
    """The entries of a file laid over those of the file it extends."""
    if name in below:
        raise BadProtocol(f"{name}.yaml: the file extends itself by way of {', '.join(below)}.")
    raw = read(name, folder)
    base = raw_of(raw.pop("extends"), folder, (*below, name)) if "extends" in raw else {}
    try:
        return laying.over(base, raw, f"{name}.yaml")
    except laying.DoesNotFit as fault:
        raise BadProtocol(f"{name}.yaml: {fault}") from fault


def read(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    path = folder / f"{name}.yaml"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Words)  # noqa: S506  # a SafeLoader that knows fewer kinds
    except FileNotFoundError as fault:
        raise BadProtocol(f"{name}.yaml: there is no such file.") from fault
    except yaml.YAMLError as fault:
        raise BadProtocol(f"{name}.yaml: the file is not valid YAML ({' '.join(str(fault).split())}).") from fault
    if not isinstance(raw, dict):
        raise BadProtocol(f"{name}.yaml: the file holds no entries.")
    return raw
