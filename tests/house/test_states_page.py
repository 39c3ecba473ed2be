"""docs/states.md says what the table of moves says, and every stage has plain words for the patient."""

from django.conf import settings

from referrals.road.words import STAGE_WORDS, STEPS
from referrals.states import MOVES, STAGES, Stage
from referrals.states_page import text


def test_the_page_is_the_table() -> None:
    written = (settings.BASE_DIR / "docs" / "states.md").read_text()
    assert written == text(), "Run `manage.py states_page --write`."


def test_every_stage_has_facts_and_plain_words() -> None:
    assert set(STAGES) == set(Stage)
    assert set(STAGE_WORDS) == set(Stage)
    assert all(1 <= here.step <= len(STEPS) for here in STAGE_WORDS.values())


def test_every_stage_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {move.target for move in MOVES} | {Stage.DRAFT}
    left = {stage for move in MOVES for stage in move.sources}
    assert reached == set(Stage)
    assert set(Stage) - left == {Stage.ENTERED_IN_ERROR}
