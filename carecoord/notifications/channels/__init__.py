"""Ways out of the building. A channel is one folder here whose `__init__` holds a class named `Sender`; `registry` finds it by its name.

A sender knows one provider and nothing of rows, leases or states: it sends, or says why not. The center is no way out: it has no folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from carecoord.notifications.kinds import Form


@dataclass(frozen=True)
class Letter:
    """What a sender needs to know: nothing of the patient, no name.

    `address` is what the channel's own `addresses` gave for this person, the e-mail address where it has none. `sender_name` is the
    name an organization chose for its mail, which reveals nothing; empty: carecoord alone.
    """

    id: UUID
    form: Form
    address: str
    language: str
    recipient_id: int = 0
    sender_name: str = ""
    unread: int = 0  # for a summary


class Trouble(Exception):
    """The message was not taken. `code` is a class or number for operators, never words of the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refusal(Trouble):
    """This message will never be taken; trying again would be wrong."""


class Busy(Trouble):
    """This message was not taken now; others may be."""


class Unreachable(Trouble):
    """The provider does not answer, so no other message would be taken now either."""


class Sender(Protocol):
    """Keeps its connection from `__enter__` to `__exit__`; opens it with the first message.

    A folder whose address is not the e-mail address has a function `addresses` (see `Addresses`) beside its Sender, and one whose name is
    not a member of `Channel` a `LABEL`. A Sender may have two more: `knows_repeats = True`, if its provider drops a message that comes
    again with the same id (what it took is then recorded in batches), and `cut()`, called from another thread to end one that hangs.
    """

    def __enter__(self) -> Sender: ...

    def __exit__(self, *fault: object) -> None: ...

    def send(self, letter: Letter) -> str | None:
        """Returns once the provider has taken the message, with the provider's own id of it if it gave one; raises a `Trouble` if not."""


Addresses = Callable[[Collection[int]], Mapping[int, str]]
"""`addresses(recipient ids)`: where each can be reached, in one statement, as carecoord_worker. Who is left out is not reached here."""
