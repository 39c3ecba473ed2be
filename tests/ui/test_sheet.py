"""The one style sheet that browsers get: every part in its layer, nothing left to ask for, no address that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from carecoord.ui import sheet

CSS = Path(settings.BASE_DIR) / "static" / "css"


def test_every_part_is_in_it_in_its_layer() -> None:
    made, named = sheet.written(), (CSS / "app.css").read_text()
    assert "@import" in named
    assert "@import" not in made
    for path, layer in re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\)', named):
        text = (CSS / path).read_text()
        assert f"@layer {layer} {{\n{text[:200]}" in made or "/" in path, path
    assert made.count("@layer") >= named.count("@import")
    assert "@media print {\n@layer print {" in made
    assert made.count("{") == made.count("}")


def test_addresses_lead_to_files() -> None:
    found = set(re.findall(r'url\(["\']?(?!data:|#)([^"\')]+)', sheet.written()))
    assert found
    assert [one for one in found if not (CSS / one.partition("#")[0].partition("?")[0]).resolve().is_file()] == []


def test_the_finder_answers_with_it_and_leaves_the_rest_to_others() -> None:
    kept = Path(str(finders.find("css/app.css")))
    assert kept.read_text() == sheet.written()
    written_at = kept.stat().st_mtime_ns
    assert finders.find("css/app.css", find_all=True)[0] == str(kept)
    assert kept.stat().st_mtime_ns == written_at
    assert finders.find("css/tokens.css") == str(CSS / "tokens.css")
