"""What leaves the building: every kind, both languages, no fact about anybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import resolve, reverse
from django.utils import translation

from carecoord.accounts.models import Language
from carecoord.notifications import Channel, Kind, delivery, links
from carecoord.notifications.channels import Letter
from carecoord.notifications.channels.email import compose
from carecoord.notifications.kinds import KINDS, SAFETY, Audience, Topic
from carecoord.notifications.models import Choice
from carecoord.notifications.wishes import When
from carecoord.notifications.wordings import mail
from tests.cast import Cast
from tests.notifications.stage import as_worker_role, notice
from tests.truth import truth

REVEALING = (
    "cancer|oncolog|onco|myeloma|car-t|cart |t-cell|cell therapy|lymphoma|tumor|chemo|transplant|infusion|apheresis|"
    "cáncer|mieloma|células|tumor|quimio|trasplante|hospital|clinic|clínica|diagnos|patient|paciente|referral|remisión|consult"
)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_leads_to_a_page_of_ours(kind: Kind) -> None:
    about = uuid4()
    address = links.target(kind.form, about)
    assert resolve(address).view_name == kind.form.link
    assert (str(about) in address) is kind.form.takes_id


def letters() -> list[tuple[Kind, str]]:
    return [(kind, language) for kind in Kind for language in Language.values]


def letter(kind: Kind, language: str) -> Letter:
    return Letter(uuid4(), kind.form, "somebody@home.example", language)


def test_every_kind_has_a_form_and_every_form_a_kind() -> None:
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize(("kind", "language"), letters())
def test_an_e_mail_says_nothing_of_anybody(kind: Kind, language: str) -> None:
    words = mail(letter(kind, language))
    for text in (words.subject, words.text, words.html):
        assert not re.search(REVEALING, text, re.I), text
        assert "{{" not in text
        assert "{%" not in text


@pytest.mark.parametrize(("kind", "language"), letters())
def test_spanish_is_spanish(kind: Kind, language: str) -> None:
    words = mail(letter(kind, language))
    assert ("Sign in to read it" in words.text) is (language == "en")
    assert ("Inicie sesión para leerlo" in words.text) is (language == "es")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.form.audience is Audience.PERSON])
def test_every_title_for_people_is_in_spanish_too(kind: Kind) -> None:
    english = str(kind.form.title)
    with translation.override("es"):
        assert str(kind.form.title) != english


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_is_in_spanish_too(topic: Topic) -> None:
    with translation.override("es"):
        spanish = str(topic.label)
    assert spanish != str(topic.label)


class Outline(HTMLParser):
    """Tags in order, and whether every link has words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", Language.values)
def test_the_html_says_its_language_and_has_one_heading(language: str) -> None:
    outline = Outline()
    outline.feed(mail(letter(Kind.NOTE_WRITTEN, language)).html)
    names = [tag for tag, _ in outline.tags]
    assert dict(outline.tags)["html"]["lang"] == language
    assert names.count("h1") == 1
    assert names.count("main") == 1
    assert "img" not in names
    assert all("style" not in attrs for _, attrs in outline.tags)


def test_safety_mail_offers_no_way_out_and_the_rest_does() -> None:
    with_choices = [kind for kind in Kind if "notices/choices/" in mail(letter(kind, "en")).text]
    assert {kind.form.topic in SAFETY for kind in with_choices} == {False}
    assert len(with_choices) == len([kind for kind in Kind if kind.form.topic not in SAFETY])


def test_the_link_carries_an_opaque_id_and_nothing_else() -> None:
    one = letter(Kind.TRIAGE_LATE, "en")
    links = re.findall(r"https?://\S+", mail(one).text)
    assert links == [settings.SITE_URL + reverse("notices:notice", args=[one.id])]


@override_settings(SITE_URL="https://care.example")
def test_headers() -> None:
    one = letter(Kind.NOTE_WRITTEN, "en")
    message = compose(one, mail(one)).message()
    assert message["Message-ID"] == f"<{one.id}@care.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "carecoord <no-reply@carecoord.example>"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.django_db
def test_canaries_of_people_places_and_records_stay_inside(cast: Cast, mailoutbox: list[object], caplog: pytest.LogCaptureFixture) -> None:
    """Everything around the notice is named loudly; nothing of it is in what went out, nor in the log."""
    with truth():
        type(cast.bo).objects.update(name="Canary Person")
        for place in cast.organizations.values():
            type(place).objects.filter(pk=place.pk).update(name=f"Canary Myeloma Cancer Center {place.pk}", short_name="Canary")
        type(cast.denise).objects.update(given_name="Canary", family_name="Patient", phone="555-CANARY")
        Choice.objects.bulk_create(Choice(user=cast.bo, topic=topic, channel=Channel.EMAIL, when=When.NOW) for topic in Topic)
    notice(cast.bo, channel=Channel.INAPP)  # or there would be nothing to sum up
    for kind in Kind:
        notice(cast.sam if kind.form.audience is Audience.PERSON else cast.bo, kind=kind, patient_id=cast.denise.pk, channel=Channel.EMAIL)
    with as_worker_role():
        delivery.deliver()
    sent = [message.message().as_string() for message in mailoutbox]  # type: ignore[attr-defined]  # pytest-django's fixture
    assert len(sent) == len(Kind)
    for text in (*sent, caplog.text):
        assert "canary" not in text.lower()
        assert str(cast.denise.pk) not in text
