"""Everything around a notice is named loudly, oncology above all; every kind through every channel in every language says none of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import allauth
import pytest
from allauth.account.utils import user_display
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone, translation

from carecoord.accounts.models import Language, Organization, User
from carecoord.notifications import Channel, Kind, delivery, wordings
from carecoord.notifications.channels import Letter, registry
from carecoord.notifications.channels.email import compose
from carecoord.notifications.channels.push import endpoints
from carecoord.notifications.kinds import Audience
from carecoord.notifications.kinds.shape import Topic
from carecoord.notifications.reach import Phone
from carecoord.notifications.wishes import Choice, When
from carecoord.providers import TextCarrier
from tests.cast import Cast
from tests.notifications.providers import provider
from tests.notifications.stage import as_worker_role, notice
from tests.notifications.test_push import KEY, Browser
from tests.truth import truth

REVEALING = re.compile(
    "cancer|c[aá]ncer|onco|myeloma|mieloma|car[ -]?t\\b|t[ -]cell|cell therapy|c[eé]lula|lymphoma|linfoma|tumor|chemo|quimio|transplant|"
    "trasplant|infusi|apheres|af[eé]resis|hospital|clinic|cl[ií]nica|diagnos|patient|paciente|referral|remisi[oó]n|consult|blood|sangre|"
    "cilta|ide-?cel|carvykti|abecma|canary",
    re.I,
)
DATES = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}:\d{2}\b")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
GSM = set("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà") | set(
    map(chr, [*range(48, 58), *range(65, 91), *range(97, 123)])
)
EVERY = [(kind, language) for kind in Kind for language in Language.values]
NAMES = ("Canary Myeloma Cancer Center", "CAR-T Canary", "Canary Oncology")


def letter(kind: Kind, language: str, *, sender_name: str = "") -> Letter:
    return Letter(uuid4(), kind.form, "somebody@home.example", language, sender_name=sender_name)


def without_ids(text: str) -> str:
    return IDS.sub("", text)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_words_of_every_channel(kind: Kind, language: str) -> None:
    """The style sheet has its own file and no words; measures such as 1.55 stand in it."""
    one = letter(kind, language)
    words = wordings.mail(one)
    page = re.sub(r"<style>.*?</style>", "", words.html, flags=re.S)
    for text in (words.subject, words.text, page, wordings.text(one), json.dumps(wordings.push(one), ensure_ascii=False)):
        bare = without_ids(text)
        assert not REVEALING.search(bare), bare
        assert not DATES.search(bare), bare


@pytest.mark.parametrize("name", [*NAMES, "Centro de mieloma", ""])
@pytest.mark.parametrize("language", Language.values)
def test_headers_even_with_a_name_that_should_never_have_been_stored(name: str, language: str) -> None:
    message = compose(letter(Kind.TRIAGE_LATE, language, sender_name=name), wordings.mail(letter(Kind.TRIAGE_LATE, language))).message()
    for header, value in message.items():
        assert not REVEALING.search(without_ids(str(value))), header
    assert message["From"] == f"carecoord <{settings.EMAIL_FROM}>"


@pytest.mark.parametrize(("kind", "language"), EVERY)
@override_settings(SITE_URL="https://care.community-network.example.org")
def test_a_text_is_one_text(kind: Kind, language: str) -> None:
    said = wordings.text(letter(kind, language))
    assert len(said) <= 160
    assert set(said) <= GSM, set(said) - GSM
    assert "STOP" in said


@pytest.mark.parametrize("language", Language.values)
def test_a_code_is_one_text_and_names_the_way_out(language: str) -> None:
    said = wordings.code("012345", language)
    assert len(said) <= 160
    assert set(said) <= GSM
    assert "012345" in said
    assert "STOP" in said


def test_both_languages_differ_everywhere() -> None:
    for kind in Kind:
        english, spanish = (letter(kind, language) for language in Language.values)
        assert wordings.push(english)["body"] != wordings.push(spanish)["body"]
        assert without_ids(wordings.text(english)) != without_ids(wordings.text(spanish))


def name_everything(cast: Cast) -> None:
    with truth():
        User.objects.update(name="Canary Person")
        for place, name in zip(cast.organizations.values(), [*NAMES, "Canary Transplant"], strict=True):
            Organization.objects.filter(pk=place.pk).update(name=name, short_name=name[:40], sender_name=name[:40])
        type(cast.denise).objects.update(given_name="Canary", family_name="Carvykti", phone="555-CANARY")
        for one in (cast.sam, cast.bo):
            for topic in Topic:
                Choice.objects.create(user=one, topic=topic, channel=Channel.EMAIL, when=When.NOW)
            Phone.objects.create(user=one, number=f"+1202555{one.pk % 10000:04}", confirmed_at=timezone.now())


@pytest.mark.django_db
@override_settings(SMS=TextCarrier(), PUSH_KEY=KEY)
def test_what_really_goes_out(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Every kind through every channel there is, sent; headers, bodies, logs."""
    name_everything(cast)
    monkeypatch.setattr(endpoints, "allowed", lambda endpoint: True)
    browser = Browser()
    with provider((201, b"")) as here:
        for one in (cast.sam, cast.bo):
            browser.device(one, f"{here.address}/push/{one.pk}")
        for kind in Kind:
            to = cast.sam if kind.form.audience is Audience.PERSON else cast.bo
            for channel in registry.names():
                notice(to, kind=kind, patient_id=cast.denise.pk, channel=Channel(channel))
        with as_worker_role():
            while delivery.deliver():
                pass
    pushed = [json.dumps(browser.read(asked.body)) + str(asked.headers) + asked.path for asked in here.asked]
    mails = [message.message().as_string() for message in mail.outbox]
    said = capsys.readouterr().out
    assert len(mails) == len(pushed) == said.count("Text message to") == len(Kind) - 1  # a summary of nothing is not sent
    for text in (*mails, *pushed, said, caplog.text):
        assert "canary" not in text.lower()
        assert "carvykti" not in text.lower()
        assert str(cast.denise.pk) not in text


ACCOUNT_LETTERS = Path(allauth.__file__).parent / "templates" / "account" / "email"
LETTERS = ["accounts/letters/invitation.txt"]


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("template", LETTERS)
def test_letters_about_accounts_say_nothing_either(template: str, language: str) -> None:
    with translation.override(language):
        text = render_to_string(template, {"link": "https://x/y", "organization": NAMES[0], "name": "Canary", "role": "Canary"})
    assert not REVEALING.search(text), text


def test_a_letter_about_an_account_names_its_owner_by_the_address_alone() -> None:
    user = User(email="pat@home.example", name="Canary Person")
    assert user_display(user) == "pat@home.example"
    for template in sorted(ACCOUNT_LETTERS.glob("*.txt")):
        text = render_to_string(f"account/email/{template.name}", {"user": user, "current_site": {"name": "carecoord", "domain": "x"}})
        assert "canary" not in text.lower(), template.name
