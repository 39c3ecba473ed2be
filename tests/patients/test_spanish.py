"""Every word that a patient or caregiver reads in this room has its Spanish, and the compiled catalogue is the written one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import Cast
from tests.house.world import client_of

ROOT = Path(settings.BASE_DIR)
PAGES = ("my_caregivers.html", "_my_rows.html", "take_up.html", "join.html")

SOURCES = (
    "patients/views/mine.py",
    "patients/views/joining.py",
    "patients/pages/caregivers.py",
    "patients/forms/people.py",
    "patients/verbs/invitations.py",
)


def words() -> set[str]:
    found: set[str] = set()
    for name in PAGES:
        text = (ROOT / "templates/patients" / name).read_text()
        found |= set(re.findall(r'translate "([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
    for path in SOURCES:
        found |= set(re.findall(r'\b_\("([^"]+)"\)', (ROOT / path).read_text()))
    return found


def test_every_word_has_its_spanish() -> None:
    with translation.override("es"):
        same = [word for word in words() if translation.gettext(word) == word]
    assert len(words()) > 20
    assert same == []


@pytest.mark.django_db
def test_the_page_speaks_spanish(cast: Cast) -> None:
    pat: Client = client_of(cast, "pat")
    page = pat.get(reverse("my_caregivers:list"), headers={"accept-language": "es"}).content.decode()
    assert "Quién le ayuda" in page or "Who helps you" in page  # the account's own language may win over the browser's
