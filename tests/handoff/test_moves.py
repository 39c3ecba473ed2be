"""The triggers that guard states of hand-offs and side effects are made from the tables that the code uses."""

from __future__ import annotations

import pytest
from django.db import connection

from carecoord.access.walls import moves_hash
from referrals.handoff import states as handoff
from referrals.monitoring import states as monitoring

pytestmark = pytest.mark.django_db
GUARDED = {
    "referrals_handoff_moves": (handoff.PAIRS, handoff.INITIAL),
    "referrals_toxicityepisode_moves": (monitoring.EPISODE_PAIRS, monitoring.EPISODE_INITIAL),
}


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_the_trigger_matches_the_table(name: str) -> None:
    pairs, initial = GUARDED[name]
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(oid, 'pg_proc') from pg_proc where proname = %s", [name])
        (found,) = cursor.fetchone()
    assert found == moves_hash(pairs, initial)
