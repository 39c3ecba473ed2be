"""Text messages for trying things out: printed where mail of the console backend is printed, sent to nobody."""

from __future__ import annotations

import sys
from uuid import UUID, uuid4


class Console:
    def send(self, to: str, body: str, *, notice: UUID | None = None) -> str:
        sys.stdout.write(f"Text message to {to}\n{body}\n{'-' * 79}\n")
        sys.stdout.flush()
        return f"console-{notice or uuid4()}"
