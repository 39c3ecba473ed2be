"""A center writes a trial's criteria: draft, second person, approved for good, ended; who may, twice, stale."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from referrals.models import Trial, TrialCriteria
from referrals.trials import rules, verbs
from referrals.trials.verbs.written import Written
from tests.cast import Cast
from tests.referrals.desk import window
from tests.trials.papers import study
from tests.trials.test_lists import kept
from tests.truth import truth

pytestmark = pytest.mark.django_db
ECOG: dict[str, Any] = {"code": "ecog", "fact": "ecog", "compare": "<=", "value": 1}


def saved(cast: Cast, who: str = "bo", *, version: int = 0, value: int = 1, source: str = "Protocol 3") -> TrialCriteria:
    with acting(cast.actor(who)) as actor:
        return verbs.save(actor, Trial.objects.get(), Written([{**ECOG, "value": value}], source, timezone.localdate()), version=version)


def approved(cast: Cast, who: str, row: TrialCriteria) -> TrialCriteria:
    with acting(cast.actor(who)) as actor:
        return verbs.approve(actor, row.pk, version=row.version)


@pytest.fixture
def trial(cast: Cast) -> Trial:
    kept(study())
    return Trial.objects.get()


def used(cast: Cast, who: str, trial: Trial) -> str:
    with acting(cast.actor(who)) as actor:
        return rules.rules_of(actor, [trial])[0].source


def test_a_draft_is_used_once_a_second_person_approved_it(cast: Cast, trial: Trial) -> None:
    row = saved(cast)
    assert "registry" in used(cast, "bo", trial)
    own = saved(cast, "chen", version=row.version)
    with pytest.raises(Refused, match="second person"):
        approved(cast, "chen", own)
    row = saved(cast, version=own.version)
    assert approved(cast, "chen", row).state == "approved"
    assert used(cast, "rae", trial) == "Lakeside, version 1: Protocol 3"


def test_who_may_not(cast: Cast, trial: Trial) -> None:
    with pytest.raises(NotAllowed):
        saved(cast, "rae")
    row = saved(cast)
    with pytest.raises(NotAllowed):
        approved(cast, "nan", row)
    with pytest.raises(TrialCriteria.DoesNotExist):
        approved(cast, "dee", row)


def test_what_is_no_criterion_is_refused_in_a_sentence(cast: Cast, trial: Trial) -> None:
    with pytest.raises(Refused, match="there is no fact 'eyes'"), acting(cast.actor("bo")) as actor:
        verbs.save(actor, trial, Written([{"fact": "eyes", "compare": "is", "value": True}], "P", timezone.localdate()))
    with pytest.raises(Refused, match="read from"):
        saved(cast, source=" ")


def test_two_people_on_one_draft(cast: Cast, trial: Trial) -> None:
    row = saved(cast)
    saved(cast, "nan", version=row.version, value=2)
    with pytest.raises(Stale):
        saved(cast, version=row.version)


def test_an_approved_one_never_changes_and_the_next_is_another_version(cast: Cast, trial: Trial) -> None:
    row = approved(cast, "chen", saved(cast))
    second = saved(cast, value=2)
    assert (second.number, second.criteria[0]["value"]) == (2, "2")
    assert used(cast, "bo", trial).startswith("Lakeside, version 1")
    approved(cast, "chen", second)
    assert used(cast, "bo", trial).startswith("Lakeside, version 2")
    with truth(), pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        TrialCriteria.objects.filter(pk=row.pk).update(source="Other")
    with truth(), pytest.raises(IntegrityError), transaction.atomic():
        TrialCriteria.objects.filter(pk=row.pk).update(state="draft")


def test_it_begins_on_its_day(cast: Cast, trial: Trial) -> None:
    with acting(cast.actor("bo")) as actor:
        row = verbs.save(actor, trial, Written([ECOG], "Protocol 4", date(2999, 1, 1)))
    approved(cast, "chen", row)
    assert "registry" in used(cast, "bo", trial)


def test_ended_it_is_used_no_more(cast: Cast, trial: Trial) -> None:
    row = approved(cast, "chen", saved(cast))
    with acting(cast.actor("chen")) as actor:
        verbs.retire(actor, row.pk, version=row.version)
    assert "registry" in used(cast, "bo", trial)


def test_a_draft_is_its_centers_alone(cast: Cast, trial: Trial) -> None:
    saved(cast)
    assert "A draft of Bo Larsen" in window(cast, "chen").get("/trials/NCT01234567/").content.decode()
    assert "A draft of" not in window(cast, "dee").get("/trials/NCT01234567/").content.decode()
    with acting(cast.actor("dee")):
        assert not TrialCriteria.objects.exists()


def test_the_editor_from_the_first_row_to_approval(cast: Cast, trial: Trial) -> None:
    form = {"c-TOTAL_FORMS": "1", "c-INITIAL_FORMS": "0", "version": "0", "source": "Protocol 3", "effective_on": str(timezone.localdate())}
    row = {"c-0-fact": "platelets", "c-0-compare": ">=", "c-0-value": "75", "c-0-level": "limit"}
    bo = window(cast, "bo")
    assert "Protocol" in bo.get("/trials/NCT01234567/criteria/").content.decode()
    wrong = bo.post("/trials/NCT01234567/criteria/", {**form, **row, "c-0-value": "many"})
    assert (wrong.status_code, "is not a number" in wrong.content.decode()) == (409, True)
    assert bo.post("/trials/NCT01234567/criteria/", {**form, **row}).status_code == 302
    draft = TrialCriteria.objects.none()
    with truth():
        draft = TrialCriteria.objects.all()
        (found,) = draft
    window(cast, "chen").post(f"/trials/criteria/{found.pk}/approve/", {"version": found.version})
    assert "Platelets: 75" in window(cast, "rae").get("/trials/NCT01234567/").content.decode()
