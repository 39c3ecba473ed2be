"""Somebody who walks a journey in the browser: opens a step, types what it asks for, signs a gate, matches a label."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from patients.models import DocumentKind
from referrals.models import Journey, JourneyStep
from referrals.pathway.protocol import Field, FieldKind, Step
from tests.api.drive import ANSWERS, NO
from tests.cast import Cast
from tests.referrals import story
from tests.referrals.pathway import trip
from tests.referrals.pathway.protocols import shipped
from tests.system.conftest import PageAs
from tests.truth import truth

LABEL = "COI-4471"
FRESH = 120  # seconds
GATES = ("G2", "G3", "G4", "G5")
NOT_NOW = ("follow_up", "monitoring", "handoff", "branch")


class Walker:
    """Pages of the people of one journey, opened when they are needed."""

    def __init__(self, page_as: PageAs, cast: Cast, journey: UUID) -> None:
        self.page_as, self.cast, self.id = page_as, cast, journey
        self.pages: dict[str, Page] = {}
        self.opened: dict[str, float] = {}
        self.rules = {step.code: step for step in shipped(trip.CILTA).steps}

    def page(self, who: str) -> Page:
        """A window of somebody who signed in lately, whatever the machine's pace: signatures ask for the password after five minutes."""
        if who not in self.pages or time.monotonic() - self.opened.setdefault(who, time.monotonic()) > FRESH:
            self.pages[who], self.opened[who] = self.page_as(who), time.monotonic()
        return self.pages[who]

    def open(self, who: str, rest: str = "") -> Page:
        page = self.page(who)
        page.goto(f"/journeys/{self.id}/{rest}")
        return page

    @property
    def journey(self) -> Journey:
        with truth():
            return Journey.objects.get(pk=self.id)

    def until(self, anchor: str) -> None:
        """Rounds of doing what is ready until the anchor's day has come; when nothing is, a gate stands in the way and is signed."""
        for _ in range(40):
            if self.is_actual(anchor):
                return
            done = [self.do(row) for row in self.ready()]
            moves = any(done) or any(self.sign(code) for code in GATES) or self.sign("G2", despite=True)
            assert moves, f"nothing moves before {anchor}"
        raise AssertionError(f"{anchor} was not reached")

    def is_actual(self, anchor: str) -> bool:
        with truth():
            return self.journey.anchors.filter(code=anchor, confidence="actual").exists()

    def ready(self) -> list[JourneyStep]:
        with truth():
            rows = list(JourneyStep.objects.filter(journey_id=self.id, state="ready").exclude(phase__in=NOT_NOW).order_by("due_on", "code"))
        return [row for row in rows if row.occurrence == 1 or row.phase == "lymphodepletion"]

    def do(self, row: JourneyStep) -> bool:
        step = self.rules[row.code]
        with truth():
            if JourneyStep.objects.get(pk=row.pk).state != "ready":
                return False
        if step.two_people:
            self.match(row)
        for kind in (one.partition(":")[2] for one in step.evidence if one.startswith("document:")):
            story.document(self.cast, DocumentKind(kind), at="lakeside")
        who = "rae" if row.site == "practice" else "chen" if "sign_off" in step.evidence else "bo"
        page = self.open(who, f"steps/{row.pk}/")
        fill(page, step)
        page.get_by_role("button", name="Mark as done").click()
        expect(page.get_by_text("The step is done.")).to_be_visible()
        return True

    def match(self, row: JourneyStep) -> None:
        """Two people read the id off the label."""
        with truth():
            stored = self.journey.collections.get(attempt=self.journey.attempt).chain_id
            if row.identity_checks.count() == trip.TWO:
                return
        if not stored:
            page = self.open("bo", "identity/")
            page.locator('[name="chain_id"]').fill(LABEL)
            page.locator('[name="issuer"]').fill("Manufacturer")
            page.get_by_role("button", name="Store for good").click()
        for who in ("bo", "nan"):
            page = self.open(who, f"steps/{row.pk}/check_identity/")
            page.locator('[name="chain_id"]').fill(LABEL)
            page.get_by_role("button", name="They match").click()
            expect(page.get_by_text("Your check is stored.")).to_be_visible()

    def sign(self, code: str, who: str = "chen", *, despite: bool = False) -> bool:
        """Signs where only what has no step of its own is open, or `despite` a done step that left something open; the label of the
        infusion is read first."""
        page = self.open(who, f"gates/{code}/")
        if not page.get_by_role("button", name="Sign this decision").is_visible():
            return False
        way = page.locator("section[aria-labelledby=h-way]")
        if way.get_by_text("of 2 people").count():
            self.match(trip.step(self.journey, "infusion"))
            return True
        is_open = way.count() and way.get_by_role("link", name="Open the step").count()
        if page.get_by_text("Signed.").count() or (is_open and not despite):
            return False
        return self.decide(page, code)

    def decide(self, page: Page, code: str) -> bool:
        if page.locator('[name="decision"][value="go"]').count():
            page.locator('[name="decision"][value="go"]').check(force=True)
        else:
            page.locator('[name="decision"][value="override"]').check(force=True)
            page.locator('[name="reason"]').fill("Seen in the calendar.")
        page.get_by_role("button", name="Sign this decision").click()
        expect(page.get_by_text("Your signature is stored.")).to_be_visible()
        for one in {"G3": ("bo",), "G4": ("bo",), "G5": ("nan",)}.get(code, ()):
            self.sign_too(one, code)
        return True

    def sign_too(self, who: str, code: str) -> None:
        """The second signer, where the first did not sign for all."""
        page = self.open(who, f"gates/{code}/")
        go = page.locator('[name="decision"][value="go"]')
        if go.count():
            go.check(force=True)
            page.get_by_role("button", name="Sign this decision").click()


def fill(page: Page, step: Step) -> None:
    """What the step asks for, as a person types it."""
    given = ANSWERS.get(step.code, {})
    for field in step.fields:
        value = given.get(field.name, something(field) if field.is_required else None)
        if value is not None:
            put(page.locator(f'[name="answer_{field.name}"]'), field, value)
    for paper in page.locator('[name="documents"]').all():
        paper.check(force=True)
    if "sign_off" in step.evidence:
        page.locator('[name="signs"]').check(force=True)


def put(control: Locator, field: Field, value: Any) -> None:
    if control.first.evaluate("one => one.tagName") == "SELECT":
        control.select_option(str(value))
    elif control.first.get_attribute("type") in ("radio", "checkbox"):
        control.and_(control.page.locator(f'[value="{value}"]')).check(force=True)
    else:
        control.fill(str(value))


def something(field: Field) -> Any:
    if field.kind is FieldKind.YES_NO:
        return "no" if field.name in NO else "yes"
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return field.choices[0][0]
    if field.kind is FieldKind.NUMBER:
        return f"{field.lowest or 1:g}"
    return timezone.localdate().isoformat() if field.kind is FieldKind.DATE else "As agreed"
