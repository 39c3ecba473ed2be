"""What cannot be done with accounts, as a sentence; views show it, nothing was written."""


class NotPossible(Exception):
    """`sentence` is for the person who tried; `code` for tests and programs."""

    def __init__(self, sentence: str, *, code: str = "not_possible") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
