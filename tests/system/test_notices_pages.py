"""The in-app center and the choices in a real browser, for staff and for a patient; with JavaScript off too."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from carecoord.accounts.models import Language
from carecoord.notifications import Channel, Kind
from carecoord.notifications.kinds import Topic
from carecoord.notifications.models import Choice, Notification
from carecoord.notifications.unsubscribe import Wish, token
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
    for name, address in (
        ("notices", "/notices/"),
        ("notices-choices", "/notices/choices/"),
        ("notices-hours", "/notices/hours/"),
        ("notices-reach", "/notices/reach/"),
    ):
        page.goto(address)
        sound(page, f"{name}-{who}", widths=(1280, 390, 320))


def test_the_page_behind_the_link_of_a_mail(page_as: PageAs, server: Server, cast: Cast, sound: Sound) -> None:
    """Given Pat follows the link in a mail on a phone, signed in nowhere; when the button is pressed; then it is off, and said so."""
    page = page_as(None, width=390)
    page.goto(f"{server.url}/notices/unsubscribe/{token(Wish(cast.pat.pk, Topic.READING, Channel.EMAIL))}/")
    sound(page, "notices-unsubscribe", widths=(1280, 320))
    page.get_by_role("button", name="No more e-mails about this").click()
    expect(page.get_by_role("heading", name="This is switched off")).to_be_visible()
    with truth():
        assert list(Choice.objects.values_list("topic", "channel", "when")) == [("reading", "email", "off")]


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
    page.get_by_role("link", name="Elija cómo llegan los avisos").click()
    page.get_by_label("Algo para leer: Correo").select_option("Nunca")
    page.get_by_role("button", name="Guardar lo elegido").click()
    expect(page.get_by_role("status")).to_contain_text("Guardamos lo que eligió.")
    expect(page.get_by_label("Algo para leer: Correo")).to_have_value("off")
    with truth():
        assert list(Choice.objects.values_list("topic", "channel", "when")) == [("reading", "email", "off")]


def test_bo_goes_away_by_keyboard_without_javascript(page_as: PageAs, server: Server, cast: Cast) -> None:
    """Given Bo leaves on Monday; when he writes down the days and Nan as deputy; then the page says so when he comes back to it."""
    page = page_as("bo", javascript=False, width=390)
    page.goto(server.url + "/notices/hours/")
    page.get_by_label("First day away").fill("2026-12-07")
    page.get_by_label("Last day away").fill("2026-12-11")
    page.get_by_label("Who stands in for you").select_option("Nan Ellis, Nurse")
    page.get_by_role("button", name="Save my hours").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your choices are saved.")
    expect(page.get_by_label("Last day away")).to_have_value("2026-12-11")


def test_the_number_comes_by_itself_and_is_said_aloud(page_as: PageAs, server: Server, cast: Cast, notices: None) -> None:
    """Given Bo looks at his notices; when one more comes; then frame and title say four, a reader is told, and nothing says about whom."""
    page = page_as("bo")
    page.clock.install()
    page.goto(server.url + "/notices/")
    with truth():
        Notification.objects.create(kind=Kind.TRIAGE_LATE, recipient=cast.bo, channel=Channel.INAPP, key="new", is_urgent=True)
    page.clock.run_for(21_000)
    expect(page.locator(".cc-rail .cc-place__count").first).to_have_text("4")
    expect(page).to_have_title("(4) Notices · carecoord")
    expect(page.locator("[aria-live=polite]", has_text="You have 4 unread notices.")).to_have_count(1)
    expect(page.get_by_text("There are new notices.")).to_be_visible()


def test_a_hidden_tab_asks_less_and_less_and_then_not_at_all(page_as: PageAs, server: Server, cast: Cast, notices: None) -> None:
    page = page_as("bo")
    page.clock.install()
    page.goto(server.url + "/worklist/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("x-background", "")) if request.url.endswith("/live/") else None)
    for _ in range(3):
        tick(page)
    assert asked == ["live"] * 3
    hide(page, hidden=True)
    for _ in range(60):
        tick(page)
    assert 3 < len(asked) <= 9
    hide(page, hidden=False)
    before = len(asked)
    for _ in range(3):
        tick(page)
    assert len(asked) >= before + 2


def tick(page: Page) -> None:
    """Twenty seconds later, with every answer in: the window asks for heavier things one after the other meanwhile."""
    page.clock.run_for(20_000)
    page.evaluate("async () => { for (const path of ['/healthz', '/notices/', '/notices/', '/healthz']) await fetch(path) }")


def hide(page: Page, *, hidden: bool) -> None:
    page.evaluate("hidden => Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })", hidden)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
