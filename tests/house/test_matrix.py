"""docs/matrix.md says what is told; each of its lines names a place that tells, and each kind of notice stands in a line."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.conf import settings

from carecoord.notifications import Kind, rungs
from carecoord.notifications.kinds import Audience
from referrals import matrix
from referrals.matrix.page import text
from referrals.matrix.shape import ROLES, Column, Place, Tells
from referrals.notices import TOLD, Told
from referrals.pathway import hearing, reading
from referrals.pathway import rungs as steps
from referrals.pathway.protocol import Act, Owner, Protocol

ALL = [(line.event, one) for line in matrix.LINES for one in line.tells]
COLUMNS = {
    "sender": Column.PRACTICE,
    "receiver": Column.COORDINATORS,
    "physicians": Column.PHYSICIANS,
    "people": Column.HOME,
    "support": Column.SUPPORT,
}


@pytest.fixture(scope="module")
def protocols() -> list[Protocol]:
    return [one for one in reading.load_all() if one.therapy == "CAR-T"]


def test_the_page_is_the_matrix() -> None:
    assert (settings.BASE_DIR / "docs" / "matrix.md").read_text() == text(), "Run `manage.py matrix_page --write`."


def test_every_kind_stands_in_a_line_and_goes_to_its_audience() -> None:
    assert sorted(set(Kind) - {one.kind for _, one in ALL}) == []
    wrong = [(event, one.kind) for event, one in ALL if (one.to is Column.HOME) is not (one.kind.form.audience is Audience.PERSON)]
    assert [one for one in wrong if one[1] is not Kind.DIGEST] == []


def test_every_line_names_a_place_that_tells(protocols: list[Protocol]) -> None:
    assert [f"{event}: {why}" for event, one in ALL for why in CHECKS[one.place](one, protocols)] == []


def test_whatever_a_move_tells_stands_in_a_line() -> None:
    written = {(one.name, one.to, one.kind) for _, one in ALL if one.place is Place.MOVE}
    told = {(verb, column, kind) for verb, row in TOLD.items() for name, column in COLUMNS.items() if (kind := getattr(row, name))}
    assert written == told


def test_whatever_a_ladder_tells_stands_in_a_line() -> None:
    written = {(one.name, one.kind) for _, one in ALL if one.place is Place.LADDER}
    told = {(ladder.code, rung.kind) for ladder in rungs.everything() for rung in ladder.rungs}
    assert written == told


def move(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    row = TOLD.get(one.name, Told())
    if one.kind not in [getattr(row, name) for name, column in COLUMNS.items() if column is one.to]:
        yield f"{one.by} does not tell {one.kind} to {one.to}"


def ladder(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    if one.kind not in [rung.kind for version in rungs.DECLARED.get(one.name, ()) for rung in version.rungs]:
        yield f"{one.by} has no rung that says {one.kind}"


def step(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    """A reminder of the step goes to a role of the column, before or after the day as the kind says; the owner by any name."""
    for protocol in protocols:
        found = next((step for step in protocol.steps if step.code == one.name), None)
        reminded = {
            (role, Kind.STEP_SOON if one.to is Column.HOME else steps.kind_of(reminder))
            for reminder in (found.remind if found else ())
            for role in ([found.owner if word == "owner" else Owner(word) for word in reminder.to] if found else [])
        }
        if not any(role in ROLES[one.to] and kind == one.kind for role, kind in reminded):
            yield f"{one.by} of {protocol.code} does not remind {one.to} so"


def done(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    for protocol in protocols:
        if not any(found.code == one.name and set(found.concerns) & ROLES[one.to] for found in protocol.steps):
            yield f"{one.by} of {protocol.code} does not concern {one.to}"
    if one.kind not in (Kind.PATHWAY_STEP_DONE, Kind.ROAD_NEWS):
        yield f"{one.by} tells no {one.kind}"


def flag(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    beside = hearing.FLAGGED.get(one.name, hearing.Heard())
    if one.to is Column.HOME:
        hears = beside.home is one.kind
    else:
        hears = bool(ROLES[one.to] & {*hearing.CENTER, *beside.roles}) and one.kind is Kind.FLAG_RAISED
    if not hears or not all(any(found.code == one.name and found.flags for found in protocol.steps) for protocol in protocols):
        yield f"{one.by} does not tell {one.to}"


def branch(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    for protocol in protocols:
        rule = protocol.branch(one.name)
        told = {Owner(role) for act in rule.acts if act.act is Act.TELL for role in act.value.split(",")} | {Owner.CTC}
        kind = Kind.BRANCH_OPENED_URGENT if rule.is_urgent else Kind.BRANCH_OPENED
        if not told & ROLES[one.to] or one.kind is not kind:
            yield f"{one.by} of {protocol.code} does not tell {one.to} so"


def call(one: Tells, protocols: list[Protocol]) -> Iterator[str]:
    """The function is there, and names the kind."""
    module, name = one.name.split(":")
    if f"Kind.{one.kind.name}" not in inspect.getsource(getattr(import_module(module), name)):
        yield f"{one.by} does not say {one.kind}"


CHECKS = {
    Place.MOVE: move,
    Place.LADDER: ladder,
    Place.STEP: step,
    Place.DONE: done,
    Place.FLAG: flag,
    Place.BRANCH: branch,
    Place.CALL: call,
}
