"""Every page that somebody can GET, in a real browser: no fault of WCAG 2.2 A and AA, no sideways scroll, nothing that the content policy
refuses; at 1280 and 320 px, light and dark. No page is excused, Django's administration included. Which pages there are: the table
tests/house/urls.py, and `behind` for what its samples do not reach. A new page needs nothing here; a new state of a page that no sample
shows may get a line in `behind`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, Response

from carecoord.access.models import Grant, Scope, Source
from patients.models import Allergy, Caregiver, Document, Result
from referrals.forms import FORMS
from referrals.models import Referral
from referrals.states import STAGES as STAGE_FACTS
from referrals.states import Stage, moves_from
from tests.cast import Cast
from tests.house import urls
from tests.house import walk as house
from tests.house.lines import Line
from tests.house.world import samples
from tests.system import browser, looks
from tests.system.chart import fill, long_name
from tests.system.conftest import PageAs, aside
from tests.truth import truth

__all__ = ["samples"]

# A later member of a group opens only what the earlier ones could not: the pages are the same.
GROUPS = (("nobody",), ("rae", "ana"), ("bo", "chen"), ("pat", "sam"), ("rae", "uma", "pia", "ida"))
WHO = ("nobody", "rae", "ana", "bo", "chen", "pat", "sam", "uma", "pia", "ida")
NO_PAGES = ("api/v1/referrals", "identity/", ".well-known")
SAME_FOR_STAFF = ("accounts/", "learn/")  # Rae opens them for all who work
SIGNS_OUT = ("account_logout",)  # opened last, so that a page that signs out on GET would be noticed by nobody else


def may_open(line: Line, who: str) -> bool:
    """A page, or an address that leads on to one."""
    status = line.get[who]
    return bool({200, 302} & set(status if isinstance(status, tuple) else (status,)))


def earlier(who: str) -> list[str]:
    """Those whose pages this person need not open again."""
    return [other for group in GROUPS if who in group for other in group[: group.index(who)]]


def paths(who: str, samples: dict[str, Any]) -> list[str]:
    found = []
    for address in house.addresses():
        line = urls.find(address.key)
        if line is None or address.route.startswith(NO_PAGES) or not may_open(line, who):
            continue
        if (who == "nobody" and line.get[who] != 200) or (address.route.startswith("admin/") and who != "ida"):
            continue  # all lead to the sign-in page, or to the same refusal
        if who in ("bo", "chen") and address.route.startswith(SAME_FOR_STAFF) and may_open(line, "rae"):
            continue
        if address.key == "docs" and who != "nobody":
            continue  # the same for all
        if address.route.startswith("admin/") or not any(may_open(line, other) for other in earlier(who)):
            found.append((address.key in SIGNS_OUT, address.path({**samples, **line.samples}) + line.query))
    return [path for _, path in sorted(found, key=lambda one: one[0])]


def behind(cast: Cast, who: str, samples: dict[str, Any]) -> Iterator[str]:
    """What the table's samples do not reach."""
    with truth():
        allergy, scan = Allergy.objects.get().pk, Document.objects.filter(state="scanned").first()
        result = Result.objects.exclude(low=None).latest("taken_at").pk
        caregiver = Caregiver.objects.get(state="confirmed").pk
    record, referral = f"/patients/{cast.denise.pk}/", f"/referrals/{samples['referral_id']}/"
    assert scan is not None
    if who == "rae":
        yield from ("/worklist/?view=board", "/worklist/?tab=overdue", "/no-such-page/", "/team/")
        yield from (f"{record}results/{result}/", f"{record}facts/allergies/{allergy}/", f"/patients/{long_name(cast).pk}/")
        yield f"{record}caregivers/{caregiver}/access/"
        yield from (f"{record}facts/{kind}/add/" for kind in ("lines", "diagnoses", "medications", "performance"))
        yield from (f"{referral}do/{verb}/" for verb in ("assign", "withdraw", "ask", "nudge", "amend"))
    if who in ("rae", "bo", "chen"):
        yield from stages(cast, who)
    if who == "nobody":
        yield "/learn/no-such-article/"
    if who == "bo":
        yield f"{referral}do/accept/"


# Stages whose page, and the form of each of its verbs, these people open.
STAGES = {"rae": (Stage.DRAFT, Stage.INFO_REQUESTED), "bo": (Stage.RECEIVED, Stage.CONSULTED), "chen": (Stage.NOT_ELIGIBLE,)}


def stages(cast: Cast, who: str) -> Iterator[str]:
    for stage in STAGES.get(who, ()):
        with truth():
            row = placed(cast, stage)
        yield f"/referrals/{row.pk}/"
        yield from (f"/referrals/{row.pk}/do/{move.verb}/" for move in moves_from(stage) if move.verb in FORMS)


def placed(cast: Cast, stage: Stage) -> Referral:
    """A referral of a patient with a very long name, put straight into its stage, with what it grants the center."""
    center, now = cast.organizations["lakeside"], timezone.now()
    ends: dict[str, Any] = {} if stage == Stage.DRAFT else {"to_org": center, "is_open": True, "submitted_at": now, "due_at": now}
    patient, ball = long_name(cast), STAGE_FACTS[stage].ball
    row = Referral.objects.create(patient=patient, from_org=cast.organizations["cedar"], stage=stage, ball=ball, **ends)
    Grant.objects.create(patient_id=patient.pk, organization=center, scope=Scope.INTAKE, source=Source.REFERRAL, about=row.pk)
    return row


@pytest.fixture
def world(cast: Cast, transactional_db: None, samples: dict[str, Any]) -> dict[str, Any]:
    fill(cast)
    return samples


def is_page(answer: Response) -> bool:
    return "text/html" in answer.headers.get("content-type", "") and answer.status < 500 and answer.status != 405


@pytest.mark.parametrize("who", WHO)
def test_every_page(page_as: PageAs, cast: Cast, watch: browser.Watch, world: dict[str, Any], who: str) -> None:
    page = page_as(None if who == "nobody" else who)
    looks.bring_axe(page)
    walk = looks.Walk(page)
    seen: set[str] = set()
    faults: list[str] = []
    for path in [*behind(cast, who, world), *paths(who, world)]:
        answer = visit(page, path)
        if answer is None or page.url in seen:
            continue
        if answer.status >= 500:
            faults.append(f"{path} answers {answer.status}")
        if is_page(answer):
            seen.add(page.url)
            faults += check(walk, watch)
    assert faults == [], f"{len(faults)} faults for {who}:\n" + "\n".join(faults)


def visit(page: Page, path: str) -> Response | None:
    """The window itself asks, once; a file that the browser puts among its downloads is no page, nor is a refusal without a word."""
    try:
        return page.goto(path)
    except Error as fault:
        is_bare = "ERR_HTTP_RESPONSE_CODE_FAILURE" in fault.message and page.request.get(path).status < 500
        if "Download is starting" not in fault.message and not is_bare:
            raise
        if is_bare:  # the browser's own page of the fault comes by itself, and would come between us and the next page
            page.wait_for_url("chrome-error://**")
        return None


def check(walk: looks.Walk, watch: browser.Watch) -> list[str]:
    with aside(watch, walk.page):
        return walk.faults()
