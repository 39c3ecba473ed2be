"""The whole round trip by keyboard alone: no click, no `fill` by the program; each stop has a focus that can be seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import Document, DocumentKind, DocumentState
from referrals.models import Appointment, Event, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import story
from tests.system.conftest import PageAs
from tests.system.hands import field, focus, follow, more, named, press, send, skip_link_comes_first, tab_to, tick, upload, write
from tests.system.test_round_trip import ALL_VERBS, PDF
from tests.truth import truth


@pytest.fixture
def sent(cast: Cast, transactional_db: None) -> Referral:
    return story.submitted(cast)


@pytest.fixture
def complete(cast: Cast, transactional_db: None) -> None:
    with truth():
        story.complete_record(cast)
    story.document(cast, DocumentKind.MARROW)


def open_from_worklist(page: Page) -> None:
    """The first row, with j and Enter."""
    page.goto("/worklist/?tab=all")
    page.keyboard.press("j")
    assert named("OKAFOR, Denise")(focus(page))
    page.keyboard.press("Enter")
    page.wait_for_url("**/referrals/**")


def when_rae_refers(rae: Page) -> None:
    rae.goto("/worklist/")
    follow(rae, "New referral")
    skip_link_comes_first(rae)
    follow(rae, "Refer Denise Okafor")
    write(rae, "reason", "Fourth relapse; fit and well supported at home.")
    write(rae, "agreed_on", f"{timezone.localdate():%m%d%Y}")
    tick(rae, "Lakeside Cell Therapy Center")
    send(rae, "Send referral")
    expect(rae.get_by_text("Sent to Lakeside")).to_be_visible()


def when_bo_receives_and_asks(bo: Page) -> None:
    open_from_worklist(bo)
    skip_link_comes_first(bo)
    follow(bo, "Acknowledge")
    send(bo, "Acknowledge")
    expect(bo.get_by_text("Waiting on Lakeside: sign triage decision")).to_be_visible()
    more(bo, "Ask for information")
    write(bo, "questions", "Which dose of dexamethasone?")
    send(bo, "Send questions")
    expect(bo.get_by_text("Waiting on Cedar Valley")).to_be_visible()


def when_rae_answers(rae: Page) -> None:
    open_from_worklist(rae)
    follow(rae, "Answer Which dose of dexamethasone?")
    write(rae, "text", "20 mg weekly.")
    upload(rae, "file", PDF)
    send(rae, "Save answer")
    follow(rae, "Send answers")
    send(rae, "Send answers")
    expect(rae.get_by_text("Waiting on Lakeside")).to_be_visible()


def when_chen_accepts_and_sees(chen: Page) -> None:
    open_from_worklist(chen)
    follow(chen, "Accept")
    send(chen, "Accept")
    follow(chen, "Book consult")
    write(chen, "at", f"{timezone.localdate() + timedelta(days=3):%m%d%Y}")
    chen.keyboard.press("Tab")  # from the year to the hour, inside the same field
    chen.keyboard.type("1030AM")
    send(chen, "Book consult")
    follow(chen, "Record consult")
    upload(chen, "file", PDF)
    send(chen, "Record consult")


def when_chen_decides_and_tells(chen: Page) -> None:
    more(chen, "No treatment here")
    tab_to(chen, field("reason_code"))
    chen.keyboard.type("Prog")  # a list is chosen from by its first letters
    send(chen, "Record decision")
    follow(chen, "Send outcome")
    write(chen, "text", "Not a candidate now; next line at home.")
    write(chen, "follow_up_owner", "Dr. Ortiz")
    send(chen, "Send outcome")
    expect(chen.get_by_text("Waiting on Cedar Valley: acknowledge the outcome")).to_be_visible()


def then_it_is_acknowledged_and_closed(rae: Page, bo: Page) -> None:
    open_from_worklist(rae)
    follow(rae, "Acknowledge")
    send(rae, "Acknowledge outcome")
    open_from_worklist(bo)
    follow(bo, "Close")
    send(bo, "Close")
    expect(bo.get_by_text("This referral ended: closed")).to_be_visible()


@pytest.mark.usefixtures("complete")
def test_the_round_trip_by_keyboard(page_as: PageAs) -> None:
    rae, bo, chen = (page_as(name) for name in ("rae", "bo", "chen"))
    when_rae_refers(rae)
    when_bo_receives_and_asks(bo)
    when_rae_answers(rae)
    when_chen_accepts_and_sees(chen)
    when_chen_decides_and_tells(chen)
    then_it_is_acknowledged_and_closed(rae, bo)
    with truth():
        referral, consult = Referral.objects.get(), Appointment.objects.get()
        assert list(Event.objects.order_by("at").values_list("verb", flat=True)) == ALL_VERBS
        assert Document.objects.filter(patient_id=referral.patient_id).exclude(state=DocumentState.REFUSED).count() == 3
        assert timezone.localtime(consult.at).date() == timezone.localdate() + timedelta(days=3)


def test_keys_of_the_worklist(page_as: PageAs, sent: Referral) -> None:
    page = page_as("bo")
    page.goto("/worklist/")
    skip_link_comes_first(page)
    page.keyboard.press("/")
    assert focus(page)["name"] == "asked"
    page.keyboard.press("Escape")
    for key in "jjk":
        page.keyboard.press(key)
    assert named("OKAFOR, Denise")(focus(page))
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the list of keys takes the focus"
    page.keyboard.press("Escape")
    assert named("OKAFOR, Denise")(focus(page)), "and gives it back"
    page.keyboard.press("x")
    follow(page, "Assign")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assign")


def test_the_next_step_from_the_worklist(page_as: PageAs, sent: Referral) -> None:
    page = page_as("bo")
    page.goto("/worklist/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/referrals/**")
    send(page, "Acknowledge")
    with truth():
        assert Referral.objects.get().stage == Stage.RECEIVED


def test_a_menu_gives_the_focus_back(page_as: PageAs, cast: Cast, sent: Referral) -> None:
    page = page_as("rae")
    open_from_worklist(page)
    press(page, "More")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert named("More")(focus(page))
    page.keyboard.press("Enter")
    follow(page, "Withdraw")
    tab_to(page, field("reason_code"))
    page.keyboard.press("ArrowDown")
    send(page, "Withdraw")
    expect(page.get_by_text("This referral ended: cancelled")).to_be_visible()


def test_a_refused_form_says_so_first(page_as: PageAs, sent: Referral) -> None:
    """The focus goes to the summary of errors, and Enter on a line of it to the field at fault."""
    page = page_as("bo")
    page.goto(f"/referrals/{sent.pk}/")
    follow(page, "Acknowledge")
    send(page, "Acknowledge")
    more(page, "Ask for information")
    send(page, "Send questions")
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    press(page, "Other questions: List at least one thing you need.")
    assert focus(page)["name"] == "questions"
    page.keyboard.type("Which dose of dexamethasone?")
    send(page, "Send questions")
    expect(page.get_by_text("Waiting on Cedar Valley")).to_be_visible()


@pytest.mark.parametrize("path", ["/worklist/", "/patients/", "/account/"])
def test_tab_goes_round_and_back(page_as: PageAs, sent: Referral, path: str) -> None:
    """Forward through the whole page and back again: nothing holds the focus."""
    page = page_as("rae")
    page.goto(path)
    tab_to(page, lambda here: here["tag"] == "BODY")
    tab_to(page, named("Skip to content"), "Shift+Tab")
