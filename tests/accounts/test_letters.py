"""Letters about accounts are pages and text with the same words, in the reader's language; a page fetches nothing and names nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from carecoord.accounts import letters
from carecoord.accounts.letters import Part
from carecoord.accounts.models import User
from tests.cast import Cast
from tests.truth import truth


def page_of(letter: object) -> str:
    assert isinstance(letter, EmailMultiAlternatives)
    ((page, kind),) = letter.alternatives
    assert kind == "text/html"
    return str(page)


PARTS = [
    (
        "Hello,\n\nopen this:\n\nhttps://a.example/x/\n\nBye.",
        [Part("Hello,"), Part("open this:"), Part(link="https://a.example/x/"), Part("Bye.")],
    ),
    ("Go to https://a.example/x/. Then wait.", [Part("Go to"), Part(link="https://a.example/x/"), Part("Then wait.")]),
    ("It ends with https://a.example/x/.", [Part("It ends with"), Part(link="https://a.example/x/")]),
    ("<b>Bold</b>\nclaims", [Part("<b>Bold</b>\nclaims")]),
]


@pytest.mark.parametrize(("text", "wanted"), PARTS)
def test_parts(text: str, wanted: list[Part]) -> None:
    assert list(letters.parts(text)) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "Open the page"), ("es", "Abrir la página")])
def test_a_new_password_is_asked_for(cast: Cast, language: str, word: str, django_capture_on_commit_callbacks: Any) -> None:
    with truth():
        User.objects.filter(pk=cast.rae.pk).update(language=language)
    with django_capture_on_commit_callbacks(execute=True):
        assert Client().post("/accounts/password/reset/", {"email": cast.rae.email}).status_code == 302
    (letter,) = mail.outbox
    page = page_of(letter)
    assert f'<html lang="{language}">' in page
    assert word in page
    (link,) = set(re.findall(r'href="([^"]+)"', page))
    assert link in str(letter.body)
    assert "src=" not in page
    assert cast.rae.name not in page + str(letter.body)


def test_what_somebody_typed_is_no_markup() -> None:
    letters_page = page_of(letters.dressed(mail.EmailMessage("A <b>", "<script>x</script> https://a.example/?a=1&b=2", to=["a@a.example"])))
    assert "<script>" not in letters_page
    assert "&lt;script&gt;" in letters_page
