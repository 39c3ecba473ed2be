"""The board: flat lists with heads, counts of all and not of what is shown, late in words, names as words."""

from __future__ import annotations

from django.template import Context, Template

from carecoord.ui.board import Board, Card, Column
from carecoord.ui.parts import Age, Ball, Due, Side, Tag, Tone, When

HOSTILE = '"><script>alert(1)</script>'
CARD = Card("OKAFOR, Denise", "/j/1/", "cilta-cel", Age(12, 10))


def drawn(board: Board) -> str:
    return Template("{% board board %}").render(Context({"board": board}))


def test_each_stage_is_a_section_with_a_head_and_a_list() -> None:
    html = drawn(Board("Road", (Column("slot", "Slot", (CARD,)), Column("home", "Home", (CARD, CARD)))))
    assert html.count('aria-labelledby="stage-') == html.count("<h2") == html.count('<ul class="cc-board__cards">') == 2
    assert html.count("<li><a") == 2 + 3  # the links on top, then the cards


def test_a_stage_counts_all_and_leads_to_the_rest() -> None:
    column = Column("slot", "Slot", (CARD,), count=214, late=30, href="/board/slot/")
    assert (column.total, column.hidden, column.overdue) == (214, 213, 30)
    html = drawn(Board("Road", (column,)))
    assert 'href="/board/slot/">Show all 214' in html
    assert "30 late" in html


def test_late_is_counted_of_the_cards_where_nobody_says() -> None:
    early = Card("TRAN, Minh", "/j/2/", age=Age(2, 10))
    assert Column("slot", "Slot", (CARD, early)).overdue == 1
    assert "late" not in drawn(Board("Road", (Column("slot", "Slot", (early,)),)))


def test_a_card_says_what_is_known() -> None:
    full = Card("A", "/", "", Age(1), Ball(Side.CENTER, "Lakeside", 2), Due(When.LATE, "1 day late"), Tag("Paused", Tone.PLAIN))
    assert all(words in full.html for words in ("1 d", "Lakeside", "1 day late", "Paused"))
    assert Card("A", "/").html == '<li><a class="cc-board__name" href="/">A</a></li>'


def test_an_empty_stage_and_an_empty_board_say_so() -> None:
    assert "Nobody" in drawn(Board("Road", (Column("slot", "Slot"), Column("home", "Home", (CARD,)))))
    assert drawn(Board("Road", (Column("slot", "Slot"),))).strip() == '<p class="cc-board__nothing">Nobody is on the road here.</p>'


def test_hostile_names_are_words() -> None:
    card = Card(HOSTILE, HOSTILE, HOSTILE)
    assert "<script" not in drawn(Board(HOSTILE, (Column("a", HOSTILE, (card,), HOSTILE, 3, None, HOSTILE),)))
