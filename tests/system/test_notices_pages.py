"""The in-app center and the choices in a real browser, for staff and for a patient; with JavaScript off too."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from carecoord.accounts.models import Language
from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Mute, Notification
from tests.cast import Cast
from tests.notifications.stage import ago
from tests.system.conftest import PageAs, Sound
from tests.system.server import Server
from tests.truth import truth

STAFF = [Kind.TRIAGE_LATE, Kind.REFERRAL_SENT, Kind.MENTIONED, Kind.INFORMATION_ANSWERED, Kind.CONSULT_BOOKED, Kind.REFERRAL_CLOSED]
PERSON = [Kind.VISIT_CHANGED, Kind.MESSAGE_RECEIVED, Kind.ROAD_NEWS, Kind.READING_ASSIGNED]


@pytest.fixture
def notices(server: Server, cast: Cast) -> None:
    """The first three of each are unread."""
    with truth():
        for who, kinds in (("bo", STAFF), ("pat", PERSON)):
            for n, kind in enumerate(kinds):
                Notification.objects.create(
                    kind=kind,
                    recipient=cast.users[who],
                    channel=Channel.INAPP,
                    key=f"{kind}",
                    is_urgent=kind.form.is_urgent,
                    about=uuid4(),
                    patient_id=cast.denise.pk,
                    due_at=ago(hours=n * 7 + 1),
                    read_at=None if n < 3 else ago(minutes=5),
                )


@pytest.mark.parametrize("who", ["bo", "pat", "chen"])
def test_every_page_in_every_look(page_as: PageAs, notices: None, sound: Sound, who: str) -> None:
    page = page_as(who)
    for name, address in (("notices", "/notices/"), ("notices-choices", "/notices/choices/")):
        page.goto(address)
        sound(page, f"{name}-{who}", widths=(1280, 390, 320))


def test_bo_reads_his_notices_by_keyboard_without_javascript(page_as: PageAs, server: Server, notices: None) -> None:
    """Given three unread; when he marks the first and then all as read; then none is unread, and the list says so."""
    page = page_as("bo", javascript=False)
    page.goto(server.url + "/notices/")
    expect(page.get_by_role("listitem").filter(has_text="Triage of a referral is late")).to_contain_text("Needs you today")
    page.get_by_role("button", name="Mark as read").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(2)
    page.get_by_role("button", name="Mark all as read").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_role("link", name="Not read").click()
    expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()


def test_pat_chooses_fewer_e_mails_in_spanish(page_as: PageAs, server: Server, cast: Cast, notices: None) -> None:
    with truth():
        type(cast.pat).objects.filter(pk=cast.pat.pk).update(language=Language.SPANISH)
    page = page_as("pat", width=390, language="es-US")
    page.goto(server.url + "/notices/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mis avisos")
    page.get_by_role("link", name="Elija qué correos recibe").click()
    page.get_by_label("Algo para leer").uncheck()
    page.get_by_role("button", name="Guardar lo elegido").click()
    expect(page.get_by_role("status")).to_contain_text("Guardamos lo que eligió.")
    expect(page.get_by_label("Algo para leer")).not_to_be_checked()
    with truth():
        assert list(Mute.objects.values_list("topic", flat=True)) == ["reading"]
