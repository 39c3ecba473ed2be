"""Rules in words, as they stand beside every due date."""

from __future__ import annotations

import pytest

from referrals.pathway import building, reading, wording
from tests.referrals.pathway.protocols import shipped

CILTA = shipped("mm-cilta-cel-us")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"at": "D0"}, "on the day of infusion"),
        ({"at": "APH+7d"}, "7 days after apheresis"),
        ({"at": "REF+1bd"}, "1 business day after referral sent"),
        ({"at": "LD1-14d", "roll": "previous"}, "14 days before lymphodepletion day 1; on the last business day"),
        (
            {"at": "APH+7d", "repeat": "7d", "until": "LD1-7d"},
            "7 days after apheresis; repeats weekly until 7 days before lymphodepletion day 1",
        ),
        ({"at": "D0+1d", "repeat": "1d", "until": "D0+14d"}, "1 day after infusion; repeats daily until 14 days after infusion"),
        ({"at": "SHIP+7d", "repeat": "7d", "until": "REL"}, "7 days after cells shipped; repeats weekly until product released"),
        (
            {"at": "D0+60d", "repeat": "30d", "until": "D0+12mo"},
            "60 days after infusion; repeats every 30 days until 12 months after infusion",
        ),
        ({"at": "D0+1yr", "repeat": "1yr", "until": "D0+15yr", "window": [60, 60]}, "60 days either way"),
        ({"at": "RCV", "not_after": "LD1-1d"}, "not later than 1 day before lymphodepletion day 1"),
        ({"at": "APH-2d", "window": [1, 2]}, "up to 1 day before and 2 days after"),
        ({"at": "OPENED"}, "on the day the task was opened"),
        ({"at": "OPENED+2bd"}, "2 business days after the task was opened"),
        ({"at": "TEA+1d"}, "1 day after TEA"),
    ],
)
def test_a_rule_in_words(raw: dict[str, object], words: str) -> None:
    assert words in wording.rule_words(building.rule(raw), CILTA)


def test_every_rule_of_every_file_has_words() -> None:
    for protocol in map(shipped, reading.names()):
        for step in protocol.steps:
            assert all(wording.rule_words(rule, protocol) for rule in step.due)


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        ("-7d owner PT", "7 days before, to the owner and the patient"),
        ("+0d CTC", "on the day, to the center coordinator"),
        ("+1bd owner", "1 business day after, to the owner"),
    ],
)
def test_a_reminder_in_words(rung: str, words: str) -> None:
    assert wording.reminder_words(building.reminder(rung)) == words
