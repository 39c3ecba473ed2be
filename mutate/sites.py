"""What may be changed in a module: every place and every change, one at a time, on the syntax tree.

Room: mutate. Changed are comparisons, arithmetic, and/or/not, conditions, numbers (also those written as text for exactness), yes and no.
Words are not: sentences, labels, citations, annotations, and versions of tools.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

NUMERIC: Final = re.compile(r"\d+(\.\d+)?")
COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
Change = Callable[[], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `place` counts nodes of the tree (under 0: no change at all), `choice` the changes of that node; `scope` is its
    function, empty where import runs it."""

    module: str
    place: int
    choice: int
    line: int
    scope: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """As an explanation names it: it outlives lines that move."""
        return f"{self.module} {self.scope or '(import)'}: {self.before} -> {self.after}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    tree = ast.parse(source)
    scopes, silent = scopes_of(tree), words_of(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in silent:
            continue
        for choice, change in enumerate(changes(node)):
            before = shown(node)
            restored = change()
            yield Mutant(module, place, choice, getattr(node, "lineno", 0), scopes.get(id(node), ""), before, shown(node))
            node.__dict__.update(restored)


def shown(node: ast.AST) -> str:
    """A condition by itself, without what follows from it."""
    text = f"if {ast.unparse(node.test)}" if isinstance(node, ast.If | ast.IfExp | ast.While) else ast.unparse(node)
    return " ".join(text.split())[:100]


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The tree with that one change."""
    tree = ast.parse(source)
    if mutant.place >= 0:
        changes(list(ast.walk(tree))[mutant.place])[mutant.choice]()
    return ast.fix_missing_locations(tree)


def changes(node: ast.AST) -> list[Change]:
    """Ways to change a node in place."""
    if isinstance(node, ast.Compare):
        return [put(node, ops=swapped(node.ops, n, to)) for n, op in enumerate(node.ops) for to in COMPARED[type(op)]]
    if isinstance(node, ast.BinOp) and type(node.op) in COUNTED and not is_text(node.left):
        return [put(node, op=COUNTED[type(node.op)]())]
    if isinstance(node, ast.BoolOp):
        return [put(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [put(node, op=ast.UAdd())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [put(node, operand=ast.UnaryOp(ast.Not(), node.operand))]
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not is_changed_itself(node.test):
        return [put(node, test=ast.UnaryOp(ast.Not(), node.test))]
    if isinstance(node, ast.Constant):
        return [put(node, value=value) for value in others(node.value)]
    return []


def put(node: ast.AST, **values: object) -> Change:
    """Sets the values; answers what stood there before."""

    def change() -> dict[str, object]:
        before = {name: getattr(node, name) for name in values}
        node.__dict__.update(values)
        return before

    return change


def is_changed_itself(test: ast.expr) -> bool:
    """A condition whose opposite is among its own changes."""
    is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return is_not or (isinstance(test, ast.Compare) and len(test.ops) == 1)


def swapped(ops: list[ast.cmpop], number: int, to: type[ast.cmpop]) -> list[ast.cmpop]:
    return [*ops[:number], to(), *ops[number + 1 :]]


def others(value: object) -> list[object]:
    """Yes for no, a number one more and one less, a number written as text a little more and one more."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, value - 1] if value else [1]
    if isinstance(value, str) and NUMERIC.fullmatch(value):
        return [f"{value}1" if "." in value else f"{value}.1", str(int(float(value)) + 1)]
    return []


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def scopes_of(tree: ast.Module) -> dict[int, str]:
    """The outermost function whose body a node stands in, as `Class.name`; its defaults and decorators run at import."""
    found: dict[int, str] = {}
    for owner, function in functions_of(tree, ""):
        for statement in function.body:
            found.update(dict.fromkeys(map(id, ast.walk(statement)), f"{owner}{function.name}"))
    return found


def functions_of(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield owner, child
        elif isinstance(child, ast.ClassDef):
            yield from functions_of(child, f"{owner}{child.name}.")


def words_of(tree: ast.Module) -> set[int]:
    """Nodes that only annotate, document, or name the version of a tool."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        for quiet in quiet_parts(node):
            silent.update(map(id, ast.walk(quiet)))
    return silent


def quiet_parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.AnnAssign):
        yield node.annotation
    if isinstance(node, ast.arg) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.FunctionDef) and node.returns:
        yield node.returns
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Tool", "TypeVar"):
        yield from (part for part in node.args if isinstance(part, ast.Constant))
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        yield node.format_spec
