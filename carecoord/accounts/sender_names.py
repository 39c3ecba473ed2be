"""The name an organization may give its mail. It stands in mail boxes that others read too, so it may not even hint at an illness."""

from __future__ import annotations

import re
import unicodedata
from email.utils import formataddr

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 40
# Without accents, in English and Spanish: parts of words, beginnings of words, whole words.
PARTS = [
    "apheres",
    "aferes",
    "cancer",
    "carcinom",
    "chemo",
    "quimio",
    "hematol",
    "haematol",
    "infus",
    "leukem",
    "leucem",
    "linfom",
    "lymphom",
    "mielom",
    "myelom",
    "melanom",
    "metasta",
    "neoplas",
    "oncolog",
    "sarcom",
    "transplant",
    "trasplant",
    "tumor",
]
BEGINNINGS = [
    "onco",
    "biops",
    "blood",
    "bmt",
    "cell",
    "celul",
    "hospice",
    "immuno",
    "inmuno",
    "malign",
    "marrow",
    "medula",
    "palia",
    "plasma",
    "radiat",
    "radioter",
    "sangre",
    "stem",
    "terap",
    "therap",
]
WHOLE = ("car t", "cart", "hsct", "allo", "abecma", "carvykti", "ide cel", "cilta cel", "tcell", "t cell", "medula osea")
REVEALING = re.compile(rf"(?:{'|'.join(PARTS)})|\b(?:{'|'.join(BEGINNINGS)})|\b(?:{'|'.join(WHOLE)})\b")
LETTERS = re.compile(r"[\w .,&'’()/-]+")
REFUSAL = _(
    "This name says what people are treated for, and it shows in every mail box. Choose one without such words, for example the place."
)


def plain(name: str) -> str:
    """Small letters without accents; whatever separates words is one blank."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def reveals(name: str) -> bool:
    """Whether a name says what people are treated for; letters set apart (C A R - T) are read together."""
    words = plain(name)
    together = re.sub(r"\b(\w) (?=\w\b)", r"\1", words)
    return any(REVEALING.search(text) for text in (words, together))


def valid(name: str) -> None:
    """What a form and the model hold a name to."""
    if not LETTERS.fullmatch(name):
        raise ValidationError(_("Use letters, digits, blanks and simple signs only."))
    if reveals(name):
        raise ValidationError(REFUSAL)


def header(name: str, address: str) -> str:
    """The From line: '<name> via carecoord', or carecoord alone. A name that should never have been stored is left out."""
    shown = f"{name} via carecoord" if name and LETTERS.fullmatch(name) and not reveals(name) else "carecoord"
    return formataddr((shown, address))
