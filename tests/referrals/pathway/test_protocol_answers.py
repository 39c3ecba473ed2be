"""What an answer says about a value: words, numbers with bounds, lists; nothing answered meets nothing."""

from __future__ import annotations

import pytest

from referrals.pathway import answers


@pytest.mark.parametrize(
    ("value", "answer", "met"),
    [
        ("yes", "yes", True),
        ("yes", True, True),
        ("no", False, True),
        ("yes", None, False),
        ("no", "", False),
        (">=4", 4, True),
        (">=4", "3.9", False),
        ("<500", "499", True),
        ("<500", None, False),
        ("<500", "few", False),
        ("<1", False, False),
        ("covid", ["influenza", "covid"], True),
        ("covid", [], False),
        ("3", 3, True),
    ],
)
def test_meets(value: str, answer: object, met: bool) -> None:
    assert answers.meets(value, answer) is met


def test_any_of_several_conditions() -> None:
    assert answers.any_meets(("next=stop", "cd4>200"), {"cd4": 201})
    assert not answers.any_meets(("next=stop", "cd4>200"), {"cd4": 200})
    assert not answers.any_meets((), {"cd4": 200})


def test_a_condition_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is no condition"):
        answers.parted("next")
