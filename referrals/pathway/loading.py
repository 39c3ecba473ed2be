"""Protocol files into rows. The same content twice changes nothing; another content needs another version; rows never change.

Room: referrals.pathway. Runs as the owner of the database (`manage.py load_protocols`): the application itself only reads versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from carecoord.access.actor import Actor
from carecoord.audit.trail import record
from referrals.models import ProtocolVersion
from referrals.pathway import checks, reading
from referrals.pathway.protocol import Protocol

JOB = Actor(job="load_protocols")


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    row: ProtocolVersion
    is_new: bool


def checked(folder: Path = reading.FOLDER) -> list[Protocol]:
    """Every protocol of the folder; raises BadProtocol with every fault of every file."""
    made, faults = [], list[str]()
    for name in reading.names(folder):
        try:
            protocol = reading.load(name, folder)
        except reading.BadProtocol as bad:
            faults += bad.faults
            continue
        faults += [f"{name}.yaml: the code is “{protocol.code}”; name the file so."] if protocol.code != name else []
        faults += checks.faults(protocol)
        made.append(protocol)
    if faults:
        raise reading.BadProtocol(*faults)
    return made


def load(actor: Actor, protocols: Iterable[Protocol]) -> Iterator[Loaded]:
    for protocol in protocols:
        yield keep(actor, protocol)


def keep(actor: Actor, protocol: Protocol) -> Loaded:
    """The row of this version, made when it is not there; older ones retire the day it takes effect."""
    sha256 = reading.digest(protocol)
    known = list(ProtocolVersion.objects.filter(code=protocol.code).order_by("-version"))
    same = next((row for row in known if row.version == protocol.version), None)
    if same is not None:
        if same.sha256 != sha256:
            raise reading.BadProtocol(
                f"{protocol.code}.yaml: version {protocol.version} was loaded with other content; write the change as version "
                f"{known[0].version + 1}."
            )
        return Loaded(same, is_new=False)
    if known and known[0].version > protocol.version:
        raise reading.BadProtocol(f"{protocol.code}.yaml: version {known[0].version} is loaded already; {protocol.version} would go back.")
    row = _made(protocol, sha256)
    ProtocolVersion.objects.filter(code=protocol.code, retired_on=None).exclude(pk=row.pk).update(retired_on=protocol.effective_on)
    record(actor, "load protocol", about=row)
    return Loaded(row, is_new=True)


def _made(protocol: Protocol, sha256: str) -> ProtocolVersion:
    same = ("code", "version", "title", "therapy", "disease", "product", "effective_on")
    entries = {name: getattr(protocol, name) for name in same}
    return ProtocolVersion.objects.create(**entries, sha256=sha256, content=reading.as_plain(protocol))
