"""Eligibility and rules in a real browser: every page in order, one click that asks, a draft that is written, tested and approved."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import LineDrug, Medication, TherapyLine
from referrals.models import InfoItem, Referral, RuleSet, Verdict
from referrals.selection import verbs
from tests.cast import Cast
from tests.referrals import story as loop
from tests.referrals.pathway.protocols import kept, shipped
from tests.selection import story
from tests.system import looks
from tests.system.conftest import PageAs
from tests.truth import truth

LABS = (
    ("777-3", "82", "10*3/uL"),
    ("751-8", "1.4", "10*3/uL"),
    ("718-7", "9.1", "g/dL"),
    ("731-0", "0.25", "10*3/uL"),
    ("10230-1", "43", "%"),
)


def told(cast: Cast) -> None:
    """Labs, a second line with a bispecific, a drug still near."""
    for loinc, value, unit in LABS:
        story.result(cast.denise.pk, loinc, value, unit, days=5)
    with truth():
        line = TherapyLine.objects.create(
            patient=cast.denise, number=2, regimen="Teclistamab", started_on=loop.TODAY() - timedelta(days=200)
        )
        last = loop.TODAY() - timedelta(days=6)
        for name, kind in (("teclistamab", "bcma_bispecific"), ("daratumumab", "anti_cd38")):
            LineDrug.objects.create(line=line, patient=cast.denise, name=name, drug_class=kind, last_dose_on=last)
        Medication.objects.create(patient=cast.denise, name="dexamethasone", drug_class="steroid", is_active=True)


def prepared(cast: Cast) -> Referral:
    """Both products' plans are in effect, so that washouts are known."""
    story.load_rules()
    with truth():
        for name in ("mm-ide-cel-us", "mm-cilta-cel-us"):
            kept(shipped(name))
    told_first = loop.received(cast)
    told(cast)
    return told_first


def look(page: Page, path: str, name: str) -> list[str]:
    page.goto(path)
    return looks.faults_in_every(page, name)


def test_every_page_is_in_order(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    referral = prepared(cast)
    rows = story.run(cast, "rae", verbs.store, referral.pk)
    story.result(cast.denise.pk, "777-3", "28", "10*3/uL", days=0)
    draft = story.own_draft(cast)
    panel, rae, bo = f"/referrals/{referral.pk}/eligibility/", page_as("rae"), page_as("bo")
    shown = next(row for row in rows if row.key == "fitness")
    found = look(rae, panel, "eligibility-practice") + look(rae, f"/verdicts/{shown.pk}/", "verdict")
    found += look(bo, panel, "eligibility-center") + look(bo, "/rules/", "rules") + look(bo, f"/rules/{draft.pk}/edit/", "rules-edit")
    found += look(bo, f"/rules/{draft.pk}/", "rule-set") + look(bo, "/rules/new/", "rules-new")
    assert found == []


def test_asked_with_one_click_and_answered_on_the_page(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    """Given a packet without an infection status, when Bo asks and Rae answers, then Bo's panel knows it."""
    referral = prepared(cast)
    bo, panel = page_as("bo"), f"/referrals/{referral.pk}/eligibility/"
    bo.goto(panel)
    bo.get_by_role("button", name="Ask for Active infection").click()
    expect(bo.get_by_text("One question went to Cedar Valley")).to_be_visible()
    rae = page_as("rae")
    rae.goto(panel)
    rae.get_by_text("Answer Active infection").click()
    row = rae.locator("li", has_text="Active or uncontrolled infection")
    row.get_by_label("No", exact=True).check()
    row.get_by_role("button", name="Save").click()
    expect(rae.get_by_text("Saved: Active infection.")).to_be_visible()
    bo.goto(panel)
    expect(bo.get_by_role("button", name="Ask for Active infection")).to_have_count(0)
    with truth():
        assert InfoItem.objects.get(code="active_infection").answer == "no"


def test_a_center_writes_tests_and_approves_its_own_limits(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    """Given the usual limits, when Bo writes the center's own and Dr. Chen approves, then a verdict kept before says so."""
    referral = prepared(cast)
    story.run(cast, "bo", verbs.store, referral.pk)
    bo = page_as("bo")
    bo.goto("/rules/")
    bo.get_by_role("link", name="Fitness").first.click()
    bo.get_by_role("button", name="Write our own next version").click()
    bo.get_by_label("What it rests on").fill("Committee of November")
    bo.get_by_label("Why your center does it so").fill("Our cardiologists treat from 40 %.")
    bo.get_by_label("Limit of row 5", exact=True).fill("35")
    bo.get_by_role("button", name="Save the draft").click()
    bo.get_by_role("button", name="Test against our patients").click()
    expect(bo.get_by_role("heading", name="Tested against")).to_be_visible()
    chen = page_as("chen")
    with truth():
        own = RuleSet.objects.get(owner=cast.organizations["lakeside"])
        verdict = Verdict.objects.get(key="fitness")
    chen.goto(f"/rules/{own.pk}/")
    chen.get_by_role("button", name="Approve").click()
    expect(chen.get_by_text("Approved. It holds from its day on")).to_be_visible()
    chen.goto(f"/verdicts/{verdict.pk}/")
    expect(chen.get_by_text("A newer rule exists.")).to_be_visible()
    assert timezone.localdate() == own.effective_on
