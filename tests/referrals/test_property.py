"""The machine of stages, walked at random: whatever is tried, only moves of the table happen, and what follows from a stage follows."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecoord.access.errors import NotAllowed, Refused, Stale
from referrals.models import Event, Referral
from referrals.states import ENDED, MOVE, PAIRS, STAGES, Stage, moves_from
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.test_moves import CALLS, do
from tests.truth import truth

pytestmark = pytest.mark.django_db
STEPS = st.lists(st.tuples(st.sampled_from(sorted(CALLS)), st.sampled_from(["rae", "bo", "chen", "cy"])), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_a_random_walk_stays_on_the_table(cast: Cast, steps: list[tuple[str, str]]) -> None:
    with truth():
        Referral.objects.filter(is_open=True).update(stage=Stage.ENTERED_IN_ERROR, is_open=False)  # of the example before
    row = desk.at(cast, Stage.SUBMITTED)
    for verb, who in steps:
        with truth():
            version = Referral.objects.get(pk=row.pk).version
        with suppress(NotAllowed, Refused, Stale, Referral.DoesNotExist):
            do(cast, who, verb, row, CALLS[verb].values(cast), version=version)
    with truth():
        after = Referral.objects.get(pk=row.pk)
        walked = [(e.from_stage, e.to_stage, e.verb) for e in Event.objects.filter(referral=row).order_by("at")]
    assert all((source, target) in PAIRS for source, target, _ in walked)
    assert all(Stage(source) in MOVE[verb].sources for source, _, verb in walked)
    assert after.stage == (walked[-1][1] if walked else Stage.SUBMITTED)
    assert after.version == 7 + len(walked)
    assert after.is_open == (after.stage not in ENDED)
    assert after.ball == STAGES[Stage(after.stage)].ball


def test_every_stage_is_reached_and_left() -> None:
    targets = {move.target for move in MOVE.values()} | {Stage.DRAFT}
    assert targets == set(Stage)
    assert [stage for stage in Stage if not moves_from(stage)] == [Stage.ENTERED_IN_ERROR]
