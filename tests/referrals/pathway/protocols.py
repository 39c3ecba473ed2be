"""Protocol rows for tests: the shipped files, loaded as the owner loads them; and who directs Lakeside."""

from __future__ import annotations

from functools import cache
from typing import Any

from carecoord.access.actor import acting
from referrals.models import ProtocolVersion
from referrals.pathway import loading, reading
from referrals.pathway.protocol import Protocol
from tests.cast import Cast
from tests.truth import truth

CILTA = "mm-cilta-cel-us"


@cache
def shipped(name: str) -> Protocol:
    """A shipped file, read and checked once a process: the value is frozen, and no test writes to the folder of the shipped files."""
    return reading.load(name)


def shipped_version() -> int:
    """That of the shipped file; a change of it raises the number, and no test with it."""
    return shipped(CILTA).version


@cache
def entries(name: str) -> dict[str, Any]:
    """The columns of its row as `loading` writes them; two thousand tests want that row, the content is always the same."""
    protocol = shipped(name)
    columns = ("code", "version", "title", "therapy", "disease", "product", "effective_on")
    known = {column: getattr(protocol, column) for column in columns}
    return {**known, "sha256": reading.digest(protocol), "content": reading.as_plain(protocol)}


def loaded(*names: str) -> ProtocolVersion:
    """The rows of these files (cilta-cel without a name); the last one is given back."""
    row = None
    for name in names or (CILTA,):
        row = kept(shipped(name))
    assert row is not None
    return row


def kept(protocol: Protocol) -> ProtocolVersion:
    with acting(loading.JOB) as actor, truth():
        return loading.keep(actor, protocol).row


def directed(cast: Cast, center: str = "lakeside", by: str = "chen") -> None:
    """Django admin names the medical director."""
    with truth():
        organization = cast.organizations[center]
        organization.medical_director = cast.users[by]
        organization.save(update_fields=["medical_director"])
