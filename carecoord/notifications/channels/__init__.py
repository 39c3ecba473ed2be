"""Ways out of the building. A channel is one module with a `Sender`; its member of `states.Channel` names it in `SENDERS`.

A sender knows one provider and nothing of rows, leases or states: it sends, or says why not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from carecoord.notifications.kinds import Form


@dataclass(frozen=True)
class Letter:
    """What a sender needs to know: nothing of the patient, no name."""

    id: UUID
    form: Form
    address: str
    language: str


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
    """Keeps its connection from `__enter__` to `__exit__`; opens it with the first message."""

    def __enter__(self) -> Sender: ...

    def __exit__(self, *fault: object) -> None: ...

    def send(self, letter: Letter) -> None:
        """Returns once the provider has taken the message; raises a `Trouble` if it has not."""
