"""A file with a fault gets one sentence that says what to mend."""

from __future__ import annotations

import pytest

from education import content

GOOD = (content.FOLDER / "en/first-visit.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("---\ntopic", "topic", "must begin with front matter"),
        ("title: Your first visit at the center\n", "", "“title” must be some words"),
        ("title: Your first visit at the center", "title: 2026", "“title” must be some words"),
        ("title: Your first visit at the center", "title: [a", "not valid YAML"),
        ("## Why do I go there?", "## Why I go there", "mend “Why I go there”"),
        ("## Why do I go there?", "# Why do I go there?", "the title is in the front matter"),
        ("Ask as many questions as you like.", "[Ask](http://example.org).", "“http://example.org” is not a page of the library"),
        ("Ask as many questions as you like.", "[Ask](//example.org).", "“//example.org” is not a page of the library"),
        ("is_right: true", "is_right: perhaps", "each answer says is_right"),
        ("is_right: true", "is_right: false", "exactly one of them right"),
    ],
)
def test_faults(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(content.BadContent, match="here") as caught:
        content.parse(GOOD.replace(old, new, 1), language="en", name="here.md")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert content.parse("\ufeff" + GOOD, language="en", name="x").title == "Your first visit at the center"


def test_too_hard() -> None:
    hard = GOOD.replace("It is free for you.", "Immunological reconstitution necessitates multidisciplinary surveillance, " * 60 + ".")
    with pytest.raises(content.BadContent, match="reads at grade"):
        content.parse(hard, language="en", name="x")
