"""Files and functions stay small, names say what they hold, and every exception from a check says why; tests, bench and faults too."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("carecoord", "patients", "referrals", "education", "tests", "bench", "faults", "mutate")
LONGEST_FILE, MEDIAN_FUNCTION, LONGEST_FUNCTION = 300, 8, 25  # lines; a signature counts too
DRAWERS = {"utils", "helpers", "common", "core", "util", "helper", "misc"}  # names that say nothing

EXCEPTION = re.compile(r"#\s*(?:type:\s*ignore|noqa)\b")
CODED = re.compile(r"#\s*(?:type:\s*ignore\[[\w, -]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)")
WORDS = re.compile(r"[A-Za-z]{2}")


def sources() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def here(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_long() -> None:
    assert {here(path): n for path in sources() if (n := len(path.read_text().splitlines())) > LONGEST_FILE} == {}


def test_no_name_is_a_drawer() -> None:
    assert [here(path) for path in sources() if {*path.relative_to(ROOT).parts, path.stem} & DRAWERS] == []


def lengths(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{here(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_small() -> None:
    found = {name: n for path in sources() for name, n in lengths(path)}
    assert statistics.median(found.values()) <= MEDIAN_FUNCTION
    assert {name: n for name, n in found.items() if n > LONGEST_FUNCTION} == {}


def comments(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_exception_from_a_check_names_it_and_says_why() -> None:
    """`# type: ignore[code]  # why` and `# noqa: CODE  # why`; those nobody needs any more are found by mypy and ruff."""
    silent = []
    for path in sources():
        for line, comment in comments(path):
            if EXCEPTION.search(comment) and not is_explained(comment):
                silent.append(f"{here(path)}:{line} {comment}")
    assert silent == []


def is_explained(comment: str) -> bool:
    """Each exception has a code, and words are left when the codes are taken away."""
    return len(CODED.findall(comment)) == len(EXCEPTION.findall(comment)) and bool(WORDS.search(CODED.sub("", comment)))


def test_an_exception_without_a_reason_is_noticed() -> None:
    assert not is_explained("# type: ignore")
    assert not is_explained("# type: ignore[arg-type]")
    assert not is_explained("# noqa  # because")
    assert is_explained("# type: ignore[arg-type]  # noqa: S608  # our own names")


SKIPS = ("skip", "skipif", "xfail", "importorskip")


def test_every_skip_says_why() -> None:
    """A reason is a word that pytest prints: the last lines of each run repeat it with what to do about it."""
    assert [f"{here(path)}:{line}" for path in sources() for line in silent_skips(ast.parse(path.read_text()))] == []


def silent_skips(tree: ast.AST) -> Iterator[int]:
    """Lines where pytest skips without a reason, as a call or as a bare mark."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {id(node.func): node for node in calls}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in SKIPS and ast.unparse(node).startswith("pytest."):
            call = called.get(id(node))
            if call is None or not (any(word.arg == "reason" for word in call.keywords) or (node.attr == "skip" and call.args)):
                yield node.lineno


def test_a_skip_without_a_reason_is_noticed() -> None:
    bad = "@pytest.mark.skip\ndef test_a(): pytest.skip()\npytest.importorskip('x')\npytest.mark.skipif(True)"
    assert sorted(silent_skips(ast.parse(bad))) == [1, 2, 3, 4]
    assert not list(silent_skips(ast.parse("pytest.skip('there is none'); pytest.mark.skipif(True, reason='no root')")))
