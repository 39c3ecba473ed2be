"""How wide words are in a picture, so that labels can be kept apart without a browser.

Room: carecoord.ui. Measured on Public Sans, the heavier of its two weights, each class of letters rounded up: a label is never wider than
told here.
"""

from __future__ import annotations

SIZE = 11.0  # px, as the style sheet sets texts of pictures
CLASSES = (
    (0.27, " !',.:;`ij|·"),
    (0.33, "I()[]l"),
    (0.41, '"-/\\frtJ{}'),
    (0.56, "*?^_acsvyz"),
    (0.61, "+<=>bdehknopquxFTL~"),
    (0.67, "0123456789$gEPYZ#"),
    (0.78, "ABCDGHKNOQRSUVX&"),
    (0.97, "mwMW%@…—"),
)
EMS = {letter: ems for ems, letters in CLASSES for letter in letters}
OTHER = 0.8  # letters with signs on them, and alphabets nobody measured


def text_width(words: object, size: float = SIZE) -> float:
    """Pixels that a line of words takes at most."""
    return sum(EMS.get(letter, OTHER) for letter in str(words)) * size


def fitted(words: object, room: float, size: float = SIZE) -> str:
    """The words, or as many letters as there is room for and an ellipsis; nothing where not even two letters fit."""
    text = str(words)
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1].rstrip()
    return text + "…" if len(text) > 1 else ""
