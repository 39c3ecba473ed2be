"""Review: sent by one person, approved by another, sent back or retired with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event
from education import verbs
from education.models import Version
from education.states import MOVES, Status
from tests.cast import Cast
from tests.education.conftest import ARTICLES, JOB, publish
from tests.truth import truth

pytestmark = pytest.mark.django_db


def in_a_year() -> object:
    return timezone.localdate() + timedelta(days=365)


def submitted(cast: Cast, draft: Version, by: str = "nan") -> Version:
    with acting(cast.actor(by)) as actor:
        return verbs.submit_for_review(actor, draft.pk)


def test_a_second_person_approves(cast: Cast, draft: Version) -> None:
    submitted(cast, draft)
    with acting(cast.actor("chen")) as chen:
        version = verbs.approve(chen, draft.pk, valid_until=timezone.localdate() + timedelta(days=200))
    assert version.is_published()
    with truth():
        draft.refresh_from_db()
        assert (draft.status, draft.submitted_by, draft.approved_by) == (Status.APPROVED, cast.nan, cast.chen)
        assert draft.reviewed_on == timezone.localdate()
        assert Event.objects.filter(object_id=str(draft.pk), action="education approved", user_id=cast.chen.pk).count() == 1


def test_the_first_person_does_not(cast: Cast, draft: Version) -> None:
    submitted(cast, draft)
    with acting(cast.actor("nan")) as nan, pytest.raises(Refused, match="somebody else"):
        verbs.approve(nan, draft.pk, valid_until=timezone.localdate() + timedelta(days=200))


@pytest.mark.parametrize("name", ["ida", "chen", "nan", "dee"])
def test_who_may(cast: Cast, draft: Version, name: str) -> None:
    assert submitted(cast, draft, by=name).status == Status.IN_REVIEW


@pytest.mark.parametrize("name", ["ana", "rae", "bo", "uma", "pia", "cy", "pat", "sam"])
def test_who_may_not(cast: Cast, draft: Version, name: str) -> None:
    with acting(cast.actor(name)) as actor:
        with pytest.raises(NotAllowed):
            verbs.submit_for_review(actor, draft.pk)
        with pytest.raises(NotAllowed):
            verbs.approve(actor, draft.pk, valid_until=timezone.localdate())
        with pytest.raises(NotAllowed):
            verbs.retire(actor, draft.pk, reason="No longer true")


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_valid_for_a_year_at_most(cast: Cast, draft: Version, days: int) -> None:
    submitted(cast, draft)
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused, match="at most a year"):
        verbs.approve(chen, draft.pk, valid_until=timezone.localdate() + timedelta(days=days))


def test_a_draft_cannot_be_approved(cast: Cast, draft: Version) -> None:
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused, match="This text is draft"):
        verbs.approve(chen, draft.pk, valid_until=timezone.localdate() + timedelta(days=30))


def test_twice(cast: Cast, draft: Version) -> None:
    publish(cast, [draft])
    with acting(cast.actor("chen")) as chen, pytest.raises(Refused, match="This text is approved"):
        verbs.approve(chen, draft.pk, valid_until=timezone.localdate() + timedelta(days=30))
    with acting(cast.actor("nan")) as nan, pytest.raises(Refused):
        verbs.submit_for_review(nan, draft.pk)


def test_sent_back_with_a_reason(cast: Cast, draft: Version) -> None:
    submitted(cast, draft)
    with acting(cast.actor("chen")) as chen:
        with pytest.raises(Refused, match="Say what should be changed"):
            verbs.send_back(chen, draft.pk, reason=" ")
        assert verbs.send_back(chen, draft.pk, reason="Name both temperatures").status == Status.DRAFT
    with truth():
        assert Event.objects.get(action="education draft").reason == "Name both temperatures"


def test_retired_for_good(cast: Cast, draft: Version) -> None:
    publish(cast, [draft])
    with acting(cast.actor("dee")) as dee:
        with pytest.raises(Refused, match="Say why"):
            verbs.retire(dee, draft.pk, reason="")
        verbs.retire(dee, draft.pk, reason="The label changed")
        with pytest.raises(Refused, match="This text is retired"):
            verbs.retire(dee, draft.pk, reason="Again")
    with truth():
        assert not Version.objects.published().exists()


def test_no_such_version(cast: Cast) -> None:
    with acting(cast.actor("chen")) as chen, pytest.raises(Http404):
        verbs.retire(chen, uuid4(), reason="There is none")


def test_the_database_refuses_every_other_move(cast: Cast, draft: Version) -> None:
    pairs = [(old, new) for old in Status for new in Status if old != new and (old, new) not in MOVES]
    assert (Status.DRAFT, Status.APPROVED) in pairs
    with truth(), pytest.raises(IntegrityError, match="no move from"), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(status=Status.APPROVED)


def test_a_hard_text_is_not_sent_for_review(cast: Cast, draft: Version) -> None:
    hard = replace(
        ARTICLES[0], source="## Why?\n\nConsequently, immunological reconstitution necessitates multidisciplinary surveillance.\n" * 40
    )
    with acting(JOB) as job:
        version = verbs.load(job, hard).version
    with acting(cast.actor("nan")) as nan, pytest.raises(Refused, match="grade 6 at most"):
        verbs.submit_for_review(nan, version.pk)
