"""What no file of the frame may hold: another host, an inline style or script, a class nobody styles."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

HOUSE = Path(settings.BASE_DIR)
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
SHEETS = sorted((HOUSE / "static/css").glob("*.css"))
NAMESPACES = ("http://www.w3.org/2000/svg",)


def test_no_file_names_another_host() -> None:
    files = [*TEMPLATES, *SHEETS, *(HOUSE / "static/js").glob("*.js"), HOUSE / "static/vendor/uswds/uswds.css"]
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = [url for url in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", text) if url not in NAMESPACES]
        assert found == [], file.name


def test_no_template_has_inline_style_or_script() -> None:
    for file in TEMPLATES:
        if file.parent.name == "emails":
            continue  # a mail carries its own sheet: programs that show mail fetch none, and our policy does not reach them
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:", text), file
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script or "application/json" in script, file


def test_no_template_sizes_with_attributes() -> None:
    """Measures of data are SVG geometry; nothing in HTML has a width or height."""
    for file in TEMPLATES:
        for tag in re.findall(r"<(?!svg|rect|path|circle|line|image|use)[a-z]+[^>]*>", file.read_text(encoding="utf-8")):
            assert not re.search(r"\s(width|height|bgcolor|align)=", tag), file


def test_every_class_of_ours_is_styled() -> None:
    styled = set(re.findall(r"\.((?:cc|pt)-[\w-]+)", " ".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)))
    used: set[str] = set()
    for file in [*(HOUSE / "templates/components").glob("*.html"), *(HOUSE / "templates").glob("*.html"), HOUSE / "carecoord/ui/signs.py"]:
        used |= set(re.findall(r"(?<![\w-])((?:cc|pt)-[a-z][\w-]*\w)", re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"))))
    bare = {"cc-tag--", "cc-count--", "cc-box--", "cc-due--"}
    assert {name for name in used - styled if not any(name.startswith(start) for start in bare)} <= {
        "cc-due--soon",
        "cc-state__",
        "cc-events__next",
    }


def test_every_file_a_sheet_names_is_there() -> None:
    for sheet in SHEETS:
        for url in re.findall(r"url\(\"([^\"]+)\"\)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / url).resolve().is_file(), f"{sheet.name}: {url}"


def test_every_script_a_template_names_is_there() -> None:
    for file in TEMPLATES:
        for names in re.findall(r"our_scripts \"([a-z ]+)\"", file.read_text(encoding="utf-8")):
            assert all(finders.find(f"js/{name}.js") for name in names.split()), file
    assert finders.find("django_htmx/htmx-2.min.js")


def test_vendored_assets_have_their_licences() -> None:
    assert (HOUSE / "static/vendor/uswds/LICENSE.md").is_file()
    assert (HOUSE / "tests/vendor/axe/LICENSE").is_file()
    assert sum(file.stat().st_size for file in (HOUSE / "static").rglob("*") if file.is_file()) < 700_000
