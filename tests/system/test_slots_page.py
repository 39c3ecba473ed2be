"""Pages of slots in a real browser: nothing for axe at both widths in both themes, nothing wider than the window, holding by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from referrals.models import QueueEntry, Tier
from referrals.slots import verbs
from referrals.slots.states import BookingState, Purpose, ResourceKind
from tests.cast import Cast
from tests.slots import story
from tests.system import looks
from tests.system.conftest import PageAs
from tests.truth import truth


def filled(cast: Cast) -> dict[str, str]:
    """Two chairs, a bed and a line of slots with one of each state; three in the queue. Returns what the addresses need."""
    mine, other, third = story.journey(cast), story.another(cast, 1), story.another(cast, 2)
    chairs = [story.resource(cast, name=f"Chair {number}") for number in (1, 2)]
    bed, line = story.resource(cast, ResourceKind.BED, "Bed 4"), story.resource(cast, ResourceKind.MANUFACTURING, "Line A")
    chair = story.free(chairs[0], 1)
    story.run(cast, "bo", verbs.hold, chair.pk, version=1, journey=mine.pk)
    for number, day in enumerate((2, 3, 4)):
        story.free(chairs[number % 2], day)
    offered, taken = story.free(bed, 3, hours=30), story.free(line, 2, hours=24)
    story.run(cast, "bo", verbs.offer, offered.pk, version=1, journey=other.pk, purpose=Purpose.D0)
    story.run(cast, "bo", verbs.hold, taken.pk, version=1, journey=mine.pk)
    story.run(cast, "bo", verbs.confirm, taken.pk, version=2)
    story.free(chairs[1], 1, state=BookingState.BLOCKED)
    made = story.run(cast, "bo", verbs.propose_criterion, words="No bridging works any more", points=5)
    story.run(cast, "bo", verbs.propose_criterion, words="Caregiver and lodging are there", points=2)
    story.run(cast, "chen", verbs.approve_criterion, made.pk)
    rows: list[QueueEntry] = [
        story.run(cast, "bo", verbs.enter, one.pk, kind=ResourceKind.MANUFACTURING, values={made.code: one is mine})
        for one in (mine, other, third)
    ]
    reason = "Her brother can care for her only in December."
    story.run(cast, "chen", verbs.override, rows[1].pk, version=1, tier=Tier.FRONT, reason=reason)
    story.restrict(cast, third.patient_id)
    return {"booking": str(chair.pk), "taken": str(taken.pk), "journey": str(mine.pk), "entry": str(rows[1].pk), "resource": str(bed.pk)}


PAGES = {
    "slots-week": "/slots/?day={day}",
    "slots-day": "/slots/?view=day&day={day}",
    "slots-month": "/slots/?view=month&day={day}",
    "slots-booking": "/slots/bookings/{booking}/",
    "slots-hold": "/slots/bookings/{booking}/do/release/",
    "slots-move": "/slots/bookings/{taken}/do/move_by_maker/",
    "slots-journey": "/slots/journeys/{journey}/",
    "slots-queue": "/slots/queue/?kind=manufacturing",
    "slots-entry": "/slots/queue/{entry}/",
    "slots-criteria": "/slots/criteria/",
    "slots-publish": "/slots/publish/",
    "slots-resources": "/slots/resources/",
}


def test_every_page_is_in_order(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    known = filled(cast) | {"day": story.ahead(2).isoformat()}
    page = page_as("bo")
    found = []
    for name, path in PAGES.items():
        page.goto(path.format(**known))
        found += looks.faults_in_every(page, name)
    page = page_as("chen")
    page.goto(PAGES["slots-entry"].format(**known))
    found += looks.faults_in_every(page, "slots-entry-clinician")
    assert found == []


def test_holding_by_keyboard_without_scripts(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    slot, journey = story.free(story.resource(cast), 1), story.journey(cast)
    page = page_as("bo", width=320, javascript=False)
    page.goto(f"/slots/?day={story.ahead(1)}&for={journey.pk}")
    page.locator("a.cc-slot:visible", has_text="Free").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hold this slot")).to_be_visible()
    page.get_by_role("button", name="Hold slot").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept until")).to_be_visible()
    with truth():
        assert story.now(slot).state == BookingState.HELD
