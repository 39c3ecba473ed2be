"""Putting one change into a running process: new code for one function, or a module read anew where import runs the change.

Room: mutate. Only ever in a forked child, which ends with its verdict.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, FunctionType, ModuleType
from typing import Any

from mutate.sites import Mutant, mutated

ROOM = "patients.clinical"
TESTS = "tests.patients.clinical"


def swap_code(module: ModuleType, source: str, mutant: Mutant) -> bool:
    """New code for the function of the mutant; False where its old one is not to be found or does not fit."""
    function = function_of(module, mutant.scope)
    compiled = compile(mutated(source, mutant), str(module.__file__), "exec")
    code = next((one for one in codes(compiled) if one.co_qualname == mutant.scope), None)
    if function is None or code is None or len(code.co_freevars) != len(function.__code__.co_freevars):
        return False
    function.__code__ = code
    return True


def codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from codes(one)


def function_of(module: ModuleType, scope: str) -> FunctionType | None:
    """Under its wrappings: property, class method, cache."""
    found: Any = module
    for name in scope.split("."):
        found = vars(found).get(name)
        if found is None:
            return None
    while not isinstance(found, FunctionType):
        inner = getattr(found, "__wrapped__", None) or getattr(found, "__func__", None) or getattr(found, "fget", None)
        if inner is None:
            return None
        found = inner
    return found


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, with its change in it."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        is_package = self.path.endswith("__init__.py")
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=[self.path.rpartition("/")[0]] if is_package else None
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.path, "exec"), module.__dict__)  # noqa: S102  # our own source, with one change


def forget() -> None:
    """The arithmetic and its tests are imported anew by whoever asks next."""
    for name in [name for name in sys.modules if name in (ROOM, TESTS) or name.startswith((f"{ROOM}.", f"{TESTS}."))]:
        del sys.modules[name]


def read_anew(module: ModuleType, source: str, mutant: Mutant) -> None:
    finder = Mutated(module.__name__, str(module.__file__), mutated(source, mutant))
    forget()
    sys.meta_path.insert(0, finder)
