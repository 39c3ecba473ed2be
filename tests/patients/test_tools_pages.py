"""Clinical tools as pages: every tool has its place and its form, answers in words, refusals beside the field, nothing kept."""

from __future__ import annotations

import html
from typing import Any

import pytest

from patients.clinical.guides import GUIDES
from patients.clinical.registry import TOOLS
from patients.pages.tools import GROUPS
from tests.cast import Cast
from tests.house.world import client_of

pytestmark = pytest.mark.django_db
AT = "/tools/"
ISS = {"b2m_0": "3.4", "b2m_1": "mg/L", "albumin_0": "36", "albumin_1": "g/L"}


def page(cast: Cast, tool: str, sent: dict[str, Any] | None = None, who: str = "rae") -> Any:
    client = client_of(cast, who)
    return client.get(f"{AT}{tool}/") if sent is None else client.post(f"{AT}{tool}/", sent)


def test_every_tool_stands_on_the_shelf_once() -> None:
    listed = [key for keys in GROUPS.values() for key in keys]
    assert sorted(listed) == sorted(TOOLS)


def test_every_tool_has_its_guide() -> None:
    assert set(GUIDES) == set(TOOLS)
    for guide in GUIDES.values():
        assert all(words.endswith(".") for words in (guide.when, guide.tried_on, guide.not_for))


def test_every_guide_is_words_of_its_own() -> None:
    """Three answers a tool, long enough to say something, none copied from another tool."""
    texts = [words for guide in GUIDES.values() for words in (guide.when, guide.tried_on, guide.not_for)]
    assert min(map(len, texts)) >= 18
    assert len({guide.when for guide in GUIDES.values()}) == len(GUIDES)


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_has_a_page_beside_it(cast: Cast, tool: str) -> None:
    beside = client_of(cast, "rae").get(f"{AT}{tool}/about/")
    text = html.unescape(beside.content.decode())
    assert beside.status_code == 200
    assert all(words in text for words in (GUIDES[tool].when, GUIDES[tool].tried_on, GUIDES[tool].not_for, TOOLS[tool].citation))
    assert all(spec.label in text for spec in TOOLS[tool].inputs.values())
    assert f'href="{AT}{tool}/about/"' in page(cast, tool).content.decode()


def test_the_page_beside_the_washout_names_its_dated_limits(cast: Cast) -> None:
    limits = client_of(cast, "rae").get(f"{AT}washout/about/").context["page"].limits
    assert ("21 days", False) in {(row.value, row.is_confirmed) for row in limits}
    assert client_of(cast, "rae").get(f"{AT}phrenology/about/").status_code == 404


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_has_a_form_and_refuses_an_empty_one(cast: Cast, tool: str) -> None:
    text = page(cast, tool).content.decode()
    for spec in TOOLS[tool].inputs.values():
        assert spec.label in text.replace("&#x27;", "'")
    empty = page(cast, tool, {})
    assert empty.status_code in (200, 422)  # a few tools answer "indeterminate" to nothing
    assert ("There is no answer yet" in empty.content.decode()) == (empty.status_code == 422)


def test_an_answer_in_words_with_what_it_rests_on(cast: Cast) -> None:
    text = page(cast, "iss", ISS).content.decode()
    assert "36 g/L = 3.6 g/dL" in text
    assert "Greipp" in text
    assert page(cast, "iss", ISS).context["answer"].result[0].value == "I"


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    answer = page(cast, "iss", {**ISS, "b2m_1": ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["b2m"]
    assert 'value="3.4"' in answer.content.decode()


@pytest.mark.parametrize("typed", ["high", "3,4", "-1", "1e99", "NaN"])
def test_what_is_no_value_is_refused(cast: Cast, typed: str) -> None:
    answer = page(cast, "iss", {**ISS, "b2m_0": typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["b2m"]


def test_blank_is_never_no(cast: Cast) -> None:
    answer = page(cast, "crs_grade", {"temperature_0": "38.6", "temperature_1": "degC", "oxygen": "none"})
    assert list(answer.context["form"].errors) == ["hypotension", "vasopressors"]


def test_none_of_a_list_is_an_answer(cast: Cast) -> None:
    sent = {"temperature_0": "38.6", "temperature_1": "degC", "hypotension": "no", "vasopressors": "none", "oxygen": "none"}
    assert page(cast, "crs_grade", sent).context["answer"].result[0].value == "1"


def test_none_as_a_number_is_an_answer(cast: Cast) -> None:
    refractory = {"best_response": "PD", "days_last_dose_to_progression": "none"}
    assert page(cast, "imwg_refractory", refractory).status_code == 200


def test_several_values_dates_and_quantities(cast: Cast) -> None:
    late = page(cast, "icaht_late", {"anc_values_0": "400 900 1600", "anc_values_1": "/uL"})
    assert late.status_code == 200
    wash = page(cast, "washout", {"drug_class": "bispecific", "last_dose": "2026-01-01", "apheresis": "2026-01-20"})
    assert "29-Jan-2026" in wash.content.decode()
    units = page(cast, "unit_convert", {"analyte": "albumin", "quantity": "36 g/L"})
    assert units.status_code == 200


def test_there_is_no_such_tool(cast: Cast) -> None:
    assert page(cast, "phrenology").status_code == 404
