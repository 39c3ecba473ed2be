"""The shape of the house: one place sets the context, imports point one way, templates keep the policy, modules say their room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("carecoord", "patients", "referrals", "education")
# Low to high: a room may import itself and what stands before it.
LAYERS = ("carecoord.accounts", "carecoord.access", "carecoord.audit", "carecoord.notifications", "patients", "education", "referrals")
FOUNDATIONS = ("carecoord.ui", "carecoord.interop", "carecoord.engines", "patients.clinical")
ON_TOP = ("carecoord.urls", "carecoord.celery")


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str | None:
    return next((room for room in (*FOUNDATIONS, *LAYERS) if module == room or module.startswith(f"{room}.")), None)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Modules imported anywhere in a file, type-checking blocks excepted."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                yield f"{node.module}.{name.name}", node.lineno


def test_imports_point_one_way() -> None:
    wrong = []
    for path in sources():
        room = room_of(module_of(path))
        if room is None:
            continue
        for module, line in imports(path):
            target = room_of(module)
            if module.startswith(ON_TOP) or (target and not may_import(room, target)):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


def may_import(room: str, target: str) -> bool:
    if target == room or (target in FOUNDATIONS and room not in FOUNDATIONS):
        return True
    if room in FOUNDATIONS:
        return target in FOUNDATIONS
    return LAYERS.index(target) < LAYERS.index(room)


def test_only_actor_sets_the_context() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"set_config\(\s*'cc\.|set\s+(local\s+)?cc\.", path.read_text(), re.IGNORECASE)
        and path != ROOT / "carecoord/access/actor.py"
    ]
    assert found == []


MAIL_LOOK = ROOT / "templates" / "emails" / "look.html"  # the one style sheet that travels with a letter; no page includes it


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style attribute", r"<[^>]*\sstyle="),
        ("inline handler", r"<[^>]*\son[a-z]+="),
        ("inline script", r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")"),
        ("style element", r"<style"),
        ("foreign address", r"(?:src|href|action)=\"(?:https?:)?//"),
    ],
)
def test_templates_keep_the_content_policy(what: str, pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)[:60]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if path != MAIL_LOOK
        for match in re.finditer(pattern, path.read_text())
    ]
    assert found == [], what


def test_every_module_says_which_room_it_is() -> None:
    silent = [str(p.relative_to(ROOT)) for p in sources() if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []
