"""What is wrong with a file, in one sentence, and where."""

from __future__ import annotations


class Fault(Exception):
    """The file cannot be used. `sentence` is for the person who sent it; `path` says where, as FHIRPath writes it."""

    def __init__(self, sentence: str, *, path: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = path
        self.line = line
        self.column = column

    @property
    def where(self) -> str:
        if self.line:
            return f"line {self.line}, column {self.column}"
        return self.path

    def __str__(self) -> str:
        return f"{self.sentence.rstrip('.')} (at {self.where})." if self.where else self.sentence
