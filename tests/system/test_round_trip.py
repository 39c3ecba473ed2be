"""The main job, driven in Chromium by four people: Rae refers, Bo receives and asks, Rae answers, Dr. Chen decides, Pat follows along,
the outcome goes back, Rae acknowledges it, Bo closes. Every page on the way passes axe and the content policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import DocumentKind
from referrals.models import Event, Referral
from tests.cast import Cast
from tests.referrals import story
from tests.truth import truth

Axe = Callable[[Page], None]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def given_a_complete_record(cast: Cast, transactional_db: None) -> None:
    with truth():
        story.complete_record(cast)
    story.document(cast, DocumentKind.MARROW)


def when_rae_refers(rae: Page, axe: Axe) -> None:
    rae.goto("/referrals/new/")
    axe(rae)
    rae.get_by_role("button", name="Refer Denise Okafor").click()
    axe(rae)
    rae.get_by_label("Why now").fill("Fourth relapse; fit and well supported at home.")
    rae.get_by_label("Patient agreed to be contacted on").fill(timezone.localdate().isoformat())
    rae.get_by_label("Lakeside Cell Therapy Center").check()
    rae.get_by_role("button", name="Send referral").click()
    expect(rae.get_by_text("Sent to Lakeside")).to_be_visible()
    expect(rae.get_by_text("Waiting on Lakeside")).to_be_visible()
    axe(rae)


def when_bo_receives_and_asks(bo: Page, axe: Axe) -> None:
    bo.goto("/worklist/")
    axe(bo)
    bo.get_by_role("link", name="OKAFOR, Denise", exact=True).click()
    do(bo, "Acknowledge")
    axe(bo)
    send(bo, "Acknowledge")
    expect(bo.get_by_text("Waiting on Lakeside: sign triage decision")).to_be_visible()
    more(bo, "Ask for information")
    bo.get_by_label("Other questions").fill("Which dose of dexamethasone?")
    send(bo, "Send questions")
    expect(bo.get_by_text("Waiting on Cedar Valley")).to_be_visible()


def when_rae_answers(rae: Page, axe: Axe) -> None:
    rae.reload()
    rae.get_by_role("link", name="Answer Which dose of dexamethasone?").click()
    axe(rae)
    rae.get_by_label("Answer").fill("20 mg weekly.")
    rae.get_by_label("Document").set_input_files({"name": "dose.pdf", "mimeType": "application/pdf", "buffer": PDF})
    send(rae, "Save answer")
    do(rae, "Send answers")
    send(rae, "Send answers")
    expect(rae.get_by_text("Waiting on Lakeside")).to_be_visible()


def when_chen_accepts_sees_and_decides(chen: Page, cast: Cast, axe: Axe, referral: Referral) -> None:
    chen.goto(f"/referrals/{referral.pk}/")
    do(chen, "Accept")
    axe(chen)
    send(chen, "Accept")
    do(chen, "Book consult")
    chen.get_by_label("Date and time").fill((timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT10:30"))
    send(chen, "Book consult")
    do(chen, "Record consult")
    chen.get_by_label("Or upload the note").set_input_files({"name": "note.pdf", "mimeType": "application/pdf", "buffer": PDF})
    send(chen, "Record consult")
    more(chen, "No treatment here")
    chen.get_by_label("Reason").select_option("progression")
    send(chen, "Record decision")
    do(chen, "Send outcome")
    chen.get_by_label("Outcome, for the practice").fill("Not a candidate now; next line at home.")
    chen.get_by_label("Who follows the patient from here").fill("Dr. Ortiz")
    send(chen, "Send outcome")
    expect(chen.get_by_text("Waiting on Cedar Valley: acknowledge the outcome")).to_be_visible()


def then_pat_saw_her_road(pat: Page, words: str, axe: Axe) -> None:
    pat.goto("/my/")
    expect(pat.get_by_role("heading", name=words)).to_be_visible()
    axe(pat)


def do(page: Page, label: str) -> None:
    """Press the primary next act of the referral page."""
    page.get_by_role("link", name=label, exact=True).first.click()


def more(page: Page, label: str) -> None:
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name=label, exact=True).click()


def send(page: Page, label: str) -> None:
    page.get_by_role("main").get_by_role("button", name=label, exact=True).click()


@pytest.mark.usefixtures("given_a_complete_record")
def test_the_round_trip(page_as: Any, cast: Cast, axe: Axe) -> None:
    rae, bo, chen, pat = (page_as(name) for name in ("rae", "bo", "chen", "pat"))
    when_rae_refers(rae, axe)
    with truth():
        referral = Referral.objects.get()
    then_pat_saw_her_road(pat, "Your papers were sent", axe)
    when_bo_receives_and_asks(bo, axe)
    when_rae_answers(rae, axe)
    when_chen_accepts_sees_and_decides(chen, cast, axe, referral)
    then_pat_saw_her_road(pat, "The team has decided", axe)
    rae.reload()
    do(rae, "Acknowledge")
    axe(rae)
    send(rae, "Acknowledge outcome")
    bo.goto(f"/referrals/{referral.pk}/")
    do(bo, "Close")
    send(bo, "Close")
    expect(bo.get_by_text("This referral ended: closed")).to_be_visible()
    with truth():
        assert list(Event.objects.filter(referral=referral).order_by("at").values_list("verb", flat=True)) == ALL_VERBS


ALL_VERBS = [
    "submit",
    "receive",
    "request_info",
    "answer",
    "accept",
    "book_consult",
    "record_consult",
    "find_not_eligible",
    "send_outcome",
    "acknowledge_outcome",
    "close",
]
