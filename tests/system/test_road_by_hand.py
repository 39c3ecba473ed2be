"""A journey driven in Chromium: from accepted to a hand-off that the practice has acknowledged, by practice, center and patient; and a
failed manufacture that leads to a second collection."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import DocumentKind
from referrals import verbs as loop
from referrals.models import Collection, HandOff, Journey, JourneyStep, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.handoff.test_hand_off import FILLED
from tests.referrals import story
from tests.referrals.pathway import trip
from tests.referrals.pathway.test_branches import collected
from tests.system.conftest import PageAs
from tests.system.test_round_trip import Axe
from tests.system.walker import Walker
from tests.truth import truth

pytestmark = pytest.mark.django_db(transaction=True)


def seen_and_written_up(cast: Cast) -> Referral:
    """Accepted, seen, and the note sent."""
    from carecoord.access.actor import acting

    referral = story.accepted(cast)
    note = story.document(cast, DocumentKind.CONSULT_NOTE, at="lakeside")
    with acting(cast.actor("bo")) as bo:
        loop.book_consult(bo, referral.pk, version=now(referral).version, at=timezone.now() + timedelta(hours=1))
    with acting(cast.actor("chen")) as chen:
        loop.record_consult(chen, referral.pk, version=now(referral).version, note=note.pk)
    return now(referral)


def now(referral: Referral) -> Referral:
    with truth():
        return Referral.objects.get(pk=referral.pk)


def when_bo_starts_the_plan(page: Page, referral: Referral, axe: Axe) -> Journey:
    page.goto(f"/referrals/{referral.pk}/")
    page.get_by_role("link", name=re.compile("Start the plan")).first.click()
    axe(page)
    page.get_by_label("Protocol").select_option(str(trip.protocol().pk))
    page.get_by_role("button", name="Start the plan").click()
    axe(page)
    with truth():
        return Journey.objects.get(referral=referral)


def when_two_weeks_have_been_watched(walker: Walker) -> None:
    """Given fourteen days of checks, near the center; they are tests of their own."""
    for code in ("daily_monitoring", "stay_near", "no_driving"):
        with truth():
            rows = JourneyStep.objects.filter(journey_id=walker.id, code=code)
            rows.filter(state="blocked").update(state="ready")
            rows.update(state="done", done_on=timezone.localdate())


def when_the_hand_off_goes_home(walker: Walker, axe: Axe) -> None:
    page = walker.open("bo", "home/")
    page.get_by_role("button", name="Write the hand-off").click()
    address = page.url.partition("/journeys/")[2].partition("/")[2]
    for code, values in FILLED.items():
        page = walker.open("bo", f"{address}sections/{code}/")
        for name, value in values.items():
            page.locator(f'[name="{name}"]').fill(value)
        page.get_by_role("main").get_by_role("button", name=re.compile("Save")).click()
    chen = walker.open("chen", address)
    chen.get_by_role("button", name="Sign the hand-off").click()
    expect(chen.get_by_text("SHA-256 of the content")).to_be_visible()
    page = walker.open("bo", address)
    page.get_by_role("button", name="Send to Cedar Valley").click()
    rae = walker.open("rae", address)
    axe(rae)
    rae.locator('[name="first_visit_on"]').fill((timezone.localdate() + timedelta(days=6)).isoformat())
    rae.locator('[name="can_take_over"][value="yes"]').check(force=True)
    rae.get_by_role("button", name="Acknowledge the hand-off").click()
    expect(rae.get_by_text("Rae Martin", exact=False).first).to_be_visible()


def then_pat_reads(page: Page, words: str, axe: Axe) -> None:
    page.goto("/my/")
    expect(page.get_by_text(words).first).to_be_visible()
    axe(page)


def test_from_accepted_to_an_acknowledged_hand_off(page_as: PageAs, cast: Cast, axe: Axe) -> None:
    referral = seen_and_written_up(cast)
    trip.protocol()
    bo, pat = page_as("bo"), page_as("pat")
    journey = when_bo_starts_the_plan(bo, referral, axe)
    walker = Walker(page_as, cast, journey.pk)
    walker.pages["bo"] = bo
    then_pat_reads(pat, "Coming up", axe)
    for anchor in ("DEC", "APH", "RCV", "LD1", "D0"):
        walker.until(anchor)
    assert now(referral).stage == Stage.INFUSED
    when_two_weeks_have_been_watched(walker)
    assert walker.do(trip.step(journey, "discharge"))
    when_the_hand_off_goes_home(walker, axe)
    with truth():
        assert HandOff.objects.get().state == "acknowledged"
        assert JourneyStep.objects.get(journey=journey, code="acknowledge_hand_off").state == "done"
    assert walker.sign("G6")
    walker.sign("G6", "rae")
    assert walker.do(trip.step(journey, "return_home"))
    assert now(referral).stage == Stage.SHARED_CARE
    then_pat_reads(pat, "Coming up", axe)


def test_a_failed_manufacture_leads_to_a_second_collection(page_as: PageAs, cast: Cast, axe: Axe) -> None:
    journey = collected(cast)
    trip.reach(journey, "manufacturing_status")
    walker = Walker(page_as, cast, journey.pk)
    page = walker.open("chen", f"steps/{trip.step(journey, 'manufacturing_status').pk}/")
    page.get_by_role("link", name=re.compile("Manufacturing failed")).click()
    axe(page)
    page.locator('[name="reason_code"]').first.check(force=True)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("It is recorded")).to_be_visible()
    page.get_by_role("link", name=re.compile("Resolve|Manufacturing failed")).first.click()
    page.locator('[name="way"][value="collect_again"]').check(force=True)
    axe(page)
    page.get_by_role("button", name="Resolve it").click()
    expect(page.get_by_text("It is resolved.")).to_be_visible()
    with truth():
        assert Collection.objects.get(journey=journey, attempt=2).follows_branch == "F18"
        again = JourneyStep.objects.get(journey=journey, code="apheresis", attempt=2)
    rae = walker.open("rae", f"steps/{again.pk}/")
    expect(rae.get_by_role("heading", name=re.compile("pheresis")).first).to_be_visible()
    axe(rae)
