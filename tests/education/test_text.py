"""Markdown to safe sections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from education import text

HOSTILE = (
    '<script>alert(1)</script><p onclick="steal()" style="color:red">Hello <img src=x onerror=alert(1)>'
    '<a href="javascript:alert(1)">one</a> <a href="//evil.example" target="_blank">two</a> <a href="/learn/">three</a></p>'
)


def html_of(source: str) -> str:
    return "".join(section.html for section in text.sections(source))


def test_hostile_html_loses_what_it_does() -> None:
    html = html_of(HOSTILE).lower()
    assert all(word not in html for word in ("script", "onclick", "style", "onerror", "<img", "target", "javascript"))
    assert "hello" in html
    assert 'href="/learn/"' in html


def test_sections_and_the_pair() -> None:
    source = "Before.\n\n## Why?\n\nBecause **so**.\n\n## What?\n\n### Do\n\n- One\n- Two [here](/learn/)\n\n### Do not\n\n- Three\n"
    before, why, what = text.sections(source)
    assert (before.heading, before.html) == ("", "<p>Before.</p>\n")
    assert (why.heading, why.anchor, why.pair) == ("Why?", "why", None)
    assert what.pair is not None
    assert [half.heading for half in what.pair] == ["Do", "Do not"]
    assert what.pair[0].items == ("One", 'Two <a href="/learn/" rel="noopener">here</a>')


def test_two_subheadings_with_other_text_are_no_pair() -> None:
    (section,) = text.sections("## What?\n\n### Do\n\nSome text.\n\n- One\n\n### Do not\n\n- Three\n")
    assert section.pair is None
    assert "<h3>Do</h3>" in section.html


def test_sentences_are_closed() -> None:
    assert text.sentences("## Why?\n\n- One thing:\n- **Two** things\n") == ["Why?", "One thing.", "Two things."]


def test_minutes_to_read() -> None:
    assert [text.minutes(words) for words in (10, 300, 380)] == [1, 2, 3]


DATA = next((p / "shared/data" for p in Path(__file__).parents if (p / "shared/data").is_dir()), Path("shared/data")) / "education"


@pytest.mark.real_data
def test_real_pages_with_handlers_and_pictures_come_out_clean() -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not here")
    raw = (DATA / "bilingual/18300_pdq_cis_patient_supportive.content.yml").read_text(encoding="utf-8")
    assert raw.count("onclick") > 500
    pages = [value for value in _strings(yaml.safe_load(raw)) if "<" in value]
    for page in pages:
        html = html_of(page).lower()
        assert all(word not in html for word in ("onclick", "<script", "<img", "javascript:", "style=", "class="))
    assert sum(len(html_of(page)) for page in pages) > 50_000


@pytest.mark.real_data
def test_real_naughty_strings_stay_text() -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not here")
    for line in json.loads((DATA.parent / "csv/blns.json").read_text(encoding="utf-8")):
        html = html_of(line).lower()
        assert "<script" not in html
        assert "javascript:" not in html.replace("&", "") or 'href="javascript:' not in html
        assert "onerror" not in html or "<img" not in html


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    rows = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [found for row in rows for found in _strings(row)]
