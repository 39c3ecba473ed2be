"""What `script/mutate` changes and what it leaves alone, and that a change comes into a living function and out of it with the child."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

from mutate.sites import Mutant, mutants, mutated
from mutate.swap import function_of, swap_code

CLINICAL = Path(__file__).resolve().parents[2] / "patients" / "clinical"


def found(source: str) -> set[str]:
    return {f"{one.scope}: {one.before} -> {one.after}" for one in mutants("m", source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b < c", {": b < c -> b <= c", ": b < c -> b >= c"}),
        ("a = b == c", {": b == c -> b != c"}),
        ("a = b + c", {": b + c -> b - c"}),
        ("a = b and c", {": b and c -> b or c"}),
        ("a = not b", {": not b -> not not b"}),
        ("a = 0.5", {": 0.5 -> 1.5", ": 0.5 -> -0.5"}),
        ("a = 0", {": 0 -> 1"}),
        ("a = True", {": True -> False"}),
        ("a = D('3.5')", {": '3.5' -> '3.51'", ": '3.5' -> '4'"}),
        ("def f(a=1):\n    return a", {": 1 -> 2", ": 1 -> 0"}),
        ("class C:\n    def f(self):\n        return 2", {"C.f: 2 -> 3", "C.f: 2 -> 1"}),
        ("def f(x):\n    if x:\n        return x", {"f: if x -> if not x"}),
        ("def f(x):\n    return x < y if x else x", {"f: x < y -> x <= y", "f: x < y -> x >= y", "f: if x -> if not x"}),
    ],
)
def test_what_is_changed(source: str, expected: set[str]) -> None:
    assert found(source) == expected


SILENT = (
    '"""Words of 3."""',
    "a = 'words'",
    "a: X[1] = b",
    "T = Tool('iss', 'Stage', I, f, '1', WORDS)",
    "a = f'{b:.2f}'",
    "@d(1)\ndef f(a: X[2]) -> Y[3]: ...",
)


@pytest.mark.parametrize("source", SILENT)
def test_what_is_left_alone(source: str) -> None:
    assert found(source) == set()


def test_every_change_of_the_room_compiles_and_is_one_change() -> None:
    source = (CLINICAL / "kidney.py").read_text()
    whole = ast.unparse(ast.parse(source)).splitlines()
    for mutant in mutants("patients.clinical.kidney", source):
        changed = mutated(source, mutant)
        compile(changed, "kidney.py", "exec")
        assert sum(one != other for one, other in zip(whole, ast.unparse(changed).splitlines(), strict=True)) == 1


def test_new_code_comes_into_the_living_function() -> None:
    source = "import functools\n\nclass C:\n    @functools.cache\n    def f(self): return 2\n\ndef g(x):\n    return x < 1\n"
    module = ModuleType("m")
    module.__file__ = "m.py"
    exec(compile(source, "m.py", "exec"), module.__dict__)  # noqa: S102  # the source above
    by_key = {one.key: one for one in mutants("m", source)}
    before = module.g
    assert swap_code(module, source, by_key["m g: x < 1 -> x <= 1"])
    assert (module.g is before, module.g(1)) == (True, True)
    assert swap_code(module, source, by_key["m C.f: 2 -> 3"])
    assert module.C().f() == 3
    assert function_of(module, "C.nothing") is None
    assert not swap_code(module, source, Mutant("m", -1, -1, 0, "h", "", ""))
