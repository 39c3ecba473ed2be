"""Parts drawn strictly: an undefined variable is an error, every value is escaped, words stand beside signs."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from carecoord.ui import icons, navigation, signs
from carecoord.ui.context import Shell
from carecoord.ui.navigation import Audience, Place, Shelf
from carecoord.ui.parts import Age, Ball, Meter, MeterGroup, Side, Tag, Tone
from tests.ui.conftest import UndefinedVariable, gallery_page
from tests.ui.gallery import PAGES, sample

HOSTILE = '<script>alert("x")</script>'


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("name", PAGES)
def test_every_part_has_all_it_names(name: str) -> None:
    assert "</html>" in gallery_page(name)


@pytest.mark.usefixtures("strict")
def test_an_undefined_variable_is_an_error() -> None:
    from django.template import engines

    with pytest.raises(UndefinedVariable):
        engines["django"].from_string("{{ nobody }}").render({})


def test_values_are_escaped() -> None:
    drawn = [
        signs.ball(Ball(Side.HOME, HOSTILE, 1)),
        signs.chip(HOSTILE),
        signs.tag(Tag(HOSTILE, Tone.LATE)),
        signs.avatar(HOSTILE),
        signs.day(date(2026, 1, 1), HOSTILE),
        signs.meter(Meter((MeterGroup("a", (True,)),), HOSTILE)),
    ]
    assert all("<script" not in one for one in drawn)


def test_the_age_bar() -> None:
    assert signs.age_bar(5, 10) == '<path d="M0 4h24"/>'
    assert '<path d="M24 4H48"/>' in signs.age_bar(20, 10)
    assert Age(12, 10).words == "12 of 10 d"
    assert not Age(10, 10).late
    assert "<svg" not in signs.age(Age(4))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Bo Larsen", "BL"),
        ("Dr. Wei Chen", "WC"),
        ("OKAFOR, Denise", "DO"),
        ("Cher", "C"),
        ("", ""),
        ("Dr. Ana María Ortiz", "AO"),
        ("—", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert signs.initials(name) == letters


def test_segments_are_one_an_item_missing_last() -> None:
    drawn = signs.meter(Meter((MeterGroup("a", (False, True)), MeterGroup("b", (True,)))))
    assert [part.split('"')[0] for part in drawn.split('<rect class="')[1:]] == ["seg", "mis", "seg"]
    assert 'aria-label="2 of 3 items are in"' in drawn


def test_every_meaning_has_an_icon() -> None:
    for name in icons.MEANING:
        assert "<path" in icons.paths(name) or "<circle" in icons.paths(name)
    with pytest.raises(LookupError):
        icons.paths("no_such_icon")


def test_a_form_says_what_is_wrong_and_where() -> None:
    page = str(sample(wrong=True))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_last_dose_helptext id_last_dose_error"' in page
    assert 'id="id_last_dose_error"' in page
    assert "November has 30 days." in page
    assert 'class="usa-input cc-input"' in page
    summary = Template("{% error_summary form %}").render(Context({"form": sample(wrong=True)}))
    assert 'href="#id_last_dose"' in summary
    assert "6 things need a look" in summary


def test_nothing_answered_is_not_no() -> None:
    from django import forms

    from carecoord.ui.forms import TriState

    class Asked(forms.Form):
        stopped = TriState(required=False)

    form = Asked({})
    assert form.is_valid()
    assert form.cleaned_data["stopped"] == ""
    assert "checked" not in str(form)


def test_the_place_one_is_in_is_the_longest_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "PLACES", {})
    for label, url, order in (("Account", "account_login", 2), ("Start", "account_email", 1)):
        navigation.register(Place(label, url, "home", order=order, count="n"))
    request = RequestFactory().get("/accounts/login/code/")
    request.counts = {"n": 3}  # type: ignore[attr-defined]  # read by the frame
    found = navigation.shown(request, Audience.STAFF, Shelf.MAIN)
    assert [(one.label, one.current, one.count) for one in found] == [("Start", False, 3), ("Account", True, 3)]
    assert navigation.shown(request, Audience.PERSON, Shelf.MAIN) == ()


def test_a_shell_without_a_request_is_plain() -> None:
    assert not Shell().signed_in
    assert Shell().language == "en"


@pytest.mark.usefixtures("strict")
def test_a_worklist_row_is_light() -> None:
    """Fifty rows must fit 60 kB with the frame: a row of the gallery, without the ids of real ones, stays under 950 bytes."""
    page = gallery_page("worklist")
    rows = [part.split("</tr>")[0] for part in page.split('<tr class="row">')[1:]]
    assert sum(map(len, rows)) / len(rows) < 950
    assert len(page) - sum(map(len, rows)) < 15_000
