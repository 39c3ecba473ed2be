"""Lines of therapy typed while a referral is written: into the record, by letters, and back to the draft with what was typed there."""

from __future__ import annotations

from uuid import uuid4

import pytest

from patients.models import LineDrug
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.rows import audited
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
LINE = {"number": "2", "regimen": "KPd", "started_on": "2025-02-03", "drugs-TOTAL_FORMS": "0", "drugs-INITIAL_FORMS": "0"}


def test_the_draft_is_saved_on_the_way_and_the_line_is_in_the_record(cast: Cast) -> None:
    referral, rae = story.draft(cast), client_of(cast, "rae")
    here = f"/referrals/{referral.pk}/draft/"
    typed = {"version": str(referral.version), "kind": "consult", "urgency": "routine", "reason": "Typed just now", "lines": "1"}
    assert rae.post(here, typed)["Location"] == f"{here}lines/"
    shown = rae.get(f"{here}lines/")
    assert shown.context["form"]["number"].value() == 2
    assert "VRd, then lenalidomide" in shown.content.decode()
    saved = rae.post(f"{here}lines/", {**LINE, "key": str(uuid4())})
    assert (saved.status_code, saved["Location"]) == (302, here)
    assert "Typed just now" in rae.get(here).content.decode()
    with truth():
        drugs = LineDrug.objects.filter(line__number=2)
        assert set(drugs.values_list("name", flat=True)) == {"carfilzomib", "pomalidomide", "dexamethasone"}
    assert len(audited("therapyline.added")) == 1
    another = rae.post(f"{here}lines/", {**LINE, "number": "3", "another": "1", "key": str(uuid4())})
    assert another["Location"] == f"{here}lines/"


def test_what_cannot_be_read_is_refused_at_its_field(cast: Cast) -> None:
    referral, rae = story.draft(cast), client_of(cast, "rae")
    here = f"/referrals/{referral.pk}/draft/lines/"
    unread = rae.post(here, {**LINE, "regimen": "KPx", "key": str(uuid4())})
    assert (unread.status_code, list(unread.context["form"].errors)) == (409, ["regimen"])
    assert "Perhaps you mean KPd" in unread.content.decode()
    stopped = {"stopped_on": "2025-06-02", "stop_reason": "progression"}
    against = {**stopped, "drugs-TOTAL_FORMS": "1", "drugs-0-name": "Kyprolis", "drugs-0-refractory": "no"}
    refused = rae.post(here, {**LINE, **against, "key": str(uuid4())})
    assert "Say in a few words" in str(refused.context["drugs"].forms[0].errors["refractory_reason"])


def test_only_who_writes_the_draft_comes_in(cast: Cast) -> None:
    referral = story.draft(cast)
    here = f"/referrals/{referral.pk}/draft/lines/"
    assert {who: client_of(cast, who).get(here).status_code for who in ("cy", "bo", "pia")} == {"cy": 404, "bo": 403, "pia": 403}
