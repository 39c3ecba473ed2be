"""Among ten thousand patients no clinical table is read from end to end, and nothing much beyond what is shown."""

from __future__ import annotations

import pytest

from bench import pages
from referrals.models import Referral
from referrals.states import Stage
from referrals.worklist.filters import Sort
from tests.cast import Cast
from tests.performance import crowd
from tests.referrals import story
from tests.referrals.desk import window
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.plans]


@pytest.fixture
def busy(cast: Cast) -> dict[str, Referral]:
    """Lakeside with ten thousand referrals from Cedar Valley; one of each stage."""
    crowd.gather(story.submitted(cast), owner=cast.bo.pk)
    with truth():
        stages = (Stage.ACCEPTED, Stage.RECEIVED, Stage.INFO_REQUESTED)
        return {stage: Referral.objects.filter(stage=stage)[0] for stage in stages}


def test_a_center_of_ten_thousand(cast: Cast, busy: dict[str, Referral]) -> None:
    bo, rae, chen = (window(cast, who) for who in ("bo", "rae", "chen"))
    answers = [*pages.worklists(bo), *pages.worklists(rae, [Sort.OLDEST]), pages.deep(bo), pages.api_list(bo), pages.api_list(rae)]
    answers += [pages.referral(bo, busy[Stage.ACCEPTED].pk), pages.referral(rae, busy[Stage.INFO_REQUESTED].pk)]
    answers.append(pages.accept(chen, busy[Stage.RECEIVED].pk, busy[Stage.RECEIVED].version))
    assert [fault for answer in answers for fault in answer.faults] == []
    shown = {answer.name: answer.shown for answer in answers}
    assert shown["deep page"] == shown["list API"] + 30 == 50


def test_a_record_among_ten_thousand(cast: Cast, busy: dict[str, Referral]) -> None:
    """With the search for a second record of the same person, and its history."""
    rae = window(cast, "rae")
    patient = busy[Stage.ACCEPTED].patient_id
    answers = [pages.shown(page, rae, f"/patients/{patient}/{page}") for page in ("", "history/")]
    assert [fault for answer in answers for fault in answer.faults] == []
