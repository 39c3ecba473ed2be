"""Pages of trials in a real browser: nothing for axe at both widths in both themes, nothing wider than the window, the long comparison."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from carecoord.access.actor import acting
from carecoord.access.models import Grant, Scope, Source
from patients.models import Diagnosis, PerformanceStatus
from referrals.models import Trial
from referrals.states import Stage
from referrals.trials import verbs
from referrals.trials.verbs.written import Written
from tests.cast import Cast
from tests.referrals.desk import at
from tests.system import looks
from tests.system.conftest import PageAs
from tests.trials.papers import study
from tests.trials.test_lists import FAR, kept, named
from tests.truth import truth

ROWS: list[dict[str, Any]] = [
    {"code": "ecog", "fact": "ecog", "compare": "<=", "value": 1},
    {"code": "platelets", "fact": "platelets", "compare": ">=", "value": 75, "unit": "10^9/L"},
]


def filled(cast: Cast) -> dict[str, str]:
    """Four trials: one with criteria of Lakeside and offered to Denise, one with a draft, one outside, one bare."""
    kept(study(), named("NCT00000002", "Far away, by registry fields alone", contactsLocationsModule=FAR))
    kept(named("NCT00000003", "For men of the same disease", eligibilityModule={"sex": "MALE"}), named("NCT00000004", "With a draft"))
    referral = at(cast, Stage.ACCEPTED)
    with truth():
        cedar = cast.organizations["cedar"]
        Grant.objects.create(patient_id=cast.denise.pk, organization=cedar, scope=Scope.CUSTODY, source=Source.CUSTODY)
        Diagnosis.objects.create(patient=cast.denise, icd10="C90.02", display="Multiple myeloma")
        PerformanceStatus.objects.create(patient=cast.denise, ecog=1, assessed_on=timezone.localdate())
    with acting(cast.actor("bo")) as actor:
        draft = verbs.save(actor, Trial.objects.get(nct_id="NCT01234567"), Written(ROWS, "Protocol 3", timezone.localdate()))
        verbs.save(actor, Trial.objects.get(nct_id="NCT00000004"), Written(ROWS, "Protocol 1", timezone.localdate()))
    with acting(cast.actor("chen")) as actor:
        verbs.approve(actor, draft.pk, version=draft.version)
    with acting(cast.actor("bo")) as actor:
        option = verbs.consider(actor, referral.pk, Trial.objects.get(nct_id="NCT01234567"), note="Cohort B is open")
        verbs.offer(actor, option.pk, version=1, slot_on=timezone.localdate() + timedelta(days=20))
    return {"referral": str(referral.pk), "option": str(option.pk), "patient": str(cast.denise.pk)}


CENTER = {
    "trials-list": "/trials/",
    "trials-trial": "/trials/NCT00000004/",
    "trials-criteria": "/trials/NCT00000004/criteria/",
    "trials-options": "/referrals/{referral}/trials/",
    "trials-act": "/referrals/trials/{option}/withdraw/",
}
PRACTICE = {
    "trials-for-patient": "/patients/{patient}/trials/",
    "trials-options-practice": "/referrals/{referral}/trials/",
    "trials-patients": "/trials/NCT01234567/patients/",
}


def test_every_page_is_in_order(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    known = filled(cast)
    found: list[str] = []
    for who, pages in (("chen", CENTER), ("rae", PRACTICE)):
        page = page_as(who)
        for name, path in pages.items():
            page.goto(path.format(**known))
            found += looks.faults_in_every(page, name)
    page.goto(PRACTICE["trials-patients"])
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 1 patients compared")).to_be_visible()
    expect(page.get_by_text("0 of 1 patients compared")).to_be_hidden()
    expect(page.get_by_role("link", name="OKAFOR, Denise")).to_be_visible()
    found += looks.faults_in_every(page, "trials-found")
    assert found == []
