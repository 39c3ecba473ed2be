"""A slot of a trial is lent to the plan of a patient to whom it was offered, and to nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.errors import Refused
from referrals.models import Referral, Trial
from referrals.slots import choices
from referrals.slots import verbs as chairs
from referrals.slots.states import BookingState, ResourceKind
from referrals.trials import verbs
from tests.cast import Cast
from tests.slots import story
from tests.trials.papers import study
from tests.trials.test_lists import kept
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_once_it_was_offered(cast: Cast) -> None:
    kept(study())
    mine = story.journey(cast)
    slot = story.free(story.resource(cast, ResourceKind.MANUFACTURING, "Cohort B", product="NCT01234567"), 9)
    with pytest.raises(Refused, match="is for NCT01234567"):
        story.run(cast, "bo", chairs.hold, slot.pk, version=1, journey=mine.pk)
    with truth():
        referral = Referral.objects.get(pk=mine.referral_id)
    option = story.run(cast, "bo", verbs.consider, referral.pk, Trial.objects.get())
    day = timezone.localdate() + timedelta(days=9)
    story.run(cast, "bo", verbs.offer, option.pk, version=1, slot_on=day)
    assert [pk for pk, _ in story.run(cast, "bo", choices.journeys, story.now(slot))] == [str(mine.pk)]
    story.run(cast, "bo", chairs.hold, slot.pk, version=1, journey=mine.pk)
    assert story.now(slot).state == BookingState.HELD
