"""The refusals: you may not (403, or 404 to outsiders), it cannot be now (409), somebody was faster (409), too often (429)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The actor sees the thing but their role does not permit this act; outsiders never get here, they get 404."""


class Refused(Exception):
    """The act cannot happen now. `sentence` is for a nurse; `field` names the input at fault, if one is."""

    def __init__(self, sentence: str, *, field: str = "", code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code


@dataclass
class Stale(Exception):
    """The row has a newer version than the form: says who changed what, when. Nothing was written."""

    version: int
    changes: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        what = " ".join(self.changes) or "Somebody changed it meanwhile."
        return f"This changed while you had it open. {what} Your text is kept below."


class TooMany(Exception):
    """This caller did it too often; `after` is how many seconds to wait. Nothing was written."""

    def __init__(self, sentence: str, *, after: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.after = after
