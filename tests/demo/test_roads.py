"""Journeys of the demonstration: one at every stage, both products, and what went otherwise than planned."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from referrals.demo.tales import CILTA, IDE, TALES
from referrals.models import (
    Collection,
    GateSignature,
    GateVoid,
    Journey,
    JourneyBranch,
    JourneyFlag,
    JourneyStep,
    MeetingAction,
    MeetingCase,
)
from referrals.pathway.states import OPEN
from tests.truth import truth


@pytest.mark.django_db(transaction=True)
def test_journeys_stand_at_every_stage() -> None:
    call_command("seed_demo", patients=1)
    with truth():
        rows = list(Journey.objects.select_related("protocol", "referral", "patient"))
        assert len(rows) == len(TALES)
        assert {row.protocol.code for row in rows} == {CILTA, IDE}
        assert {row.phase for row in rows} >= {"consult", "coverage", "apheresis", "manufacturing", "follow_up"}
        tales = {tale.family: tale for tale in TALES}
        assert {row.patient.family_name: row.referral.stage for row in rows} == {name: tale.stage for name, tale in tales.items()}
        assert JourneyBranch.objects.filter(code="F19", resolved_at=None).exists()
        again = Collection.objects.get(attempt=2)
        assert again.follows_branch == "F18"
        assert JourneyFlag.objects.filter(branch="F07", seen_at=None).exists()
        late = JourneyStep.objects.filter(code="blood_counts", state__in=OPEN, due_at__lt=timezone.now())
        assert late.filter(journey__patient__family_name="Lowell").exists()
        old = Journey.objects.get(patient__family_name="Nyström")
        assert JourneyStep.objects.filter(journey=old, code="yearly_follow_up", state="done").count() == 2
        assert GateSignature.objects.exists()
        assert not GateVoid.objects.filter(journey=old).exists()
        meetings_have_something_to_show()


def meetings_have_something_to_show() -> None:
    """Days that are over with decisions and what they asked for, late and done among it; one to come with an agenda."""
    today = timezone.localdate()
    cases = MeetingCase.objects.filter(meeting__center__short_name="Lakeside")
    assert not cases.filter(meeting__on__lt=today, decision="").exists()
    assert cases.filter(meeting__on__lt=today).exists()
    assert cases.filter(meeting__on__gt=today, decision="").count() > 1
    asked = MeetingAction.objects.filter(case__in=cases)
    assert asked.filter(step__state__in=OPEN, step__due_on__lt=today).exists()
    assert asked.filter(step__state__in=OPEN, step__due_on__gt=today).exists()
    assert asked.filter(step__state="done").exists()
