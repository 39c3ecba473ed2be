"""The chain of the log: sealed by the worker alone, in order, once; and every alteration behind its back is found and named."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecoord.access.actor import Actor, acting
from carecoord.audit import chain, verify
from carecoord.audit.models import Event
from carecoord.audit.trail import CANONICAL_SQL, canonical, mac, record
from carecoord.audit.verify import Fault
from tests.audit.log import as_worker, write
from tests.truth import truth

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    return tmp_path / "anchors.log"


def seal(anchors: Path) -> int:
    with as_worker():
        sealed = chain.seal()
        chain.anchor(at_least=0, path=anchors)
    return sealed


def check(anchors: Path) -> verify.Report:
    with truth():
        return verify.verify(anchors)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reason=TEXT, name=TEXT, fields=st.lists(TEXT, max_size=3), at=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001  # zone set below
def test_the_database_writes_a_row_as_python_does(db: None, reason: str, name: str, fields: list[str], at: datetime) -> None:
    with acting(Actor(job=name[:60].replace("\0", ""))) as actor:
        event = record(actor, "test.text", reason=reason, fields=fields, patients=[uuid4(), uuid4()])
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"select {CANONICAL_SQL} from audit_event e where id = %s", [event.pk])
        assert cursor.fetchone()[0].encode() == canonical(event)
    event.at = at.replace(tzinfo=UTC)
    assert mac(event) != event.mac


def test_rows_are_sealed_once_and_the_log_is_whole(anchors: Path) -> None:
    write(50)
    assert check(anchors).waiting == 50
    assert seal(anchors) == 50
    assert seal(anchors) == 0
    write(3)
    report = check(anchors)
    assert (report.is_sound, report.rows, report.waiting, report.anchors) == (True, 53, 3, 1)


def test_the_application_cannot_seal(anchors: Path) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        chain.seal()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from audit.seal")


def test_the_owner_cannot_change_the_log_without_switching_the_guard_off() -> None:
    write(1)
    for statement in (
        "update audit_event set reason = 'x'",
        "delete from audit_event",
        "truncate audit_event cascade",
        "delete from audit.seal",
    ):
        with pytest.raises(ProgrammingError), truth(), connection.cursor() as cursor:
            cursor.execute(statement)


def unguarded(statements: list[tuple[str, list[Any]]]) -> None:
    """What somebody almighty can do: every guard off, the rows changed, the guards on again."""
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in ("audit_event", "audit.seal"):
            cursor.execute(f"alter table {table} disable trigger user")
        for statement, values in statements:
            cursor.execute(statement, values)
        for table in ("audit_event", "audit.seal"):
            cursor.execute(f"alter table {table} enable trigger user")


EDITS = (
    "update audit_event set reason = reason || '.' where id = %s",
    "update audit_event set user_id = coalesce(user_id, 0) + 1 where id = %s",
    "update audit_event set at = at + interval '1 microsecond' where id = %s",
    "update audit_event set patient_ids = '{}' where id = %s",
    "update audit_event set mac = repeat('0', 64) where id = %s",
    "update audit_event set outcome = 'denied' where id = %s",
)


def test_a_thousand_random_alterations_are_all_found_and_named(anchors: Path) -> None:
    """Ten rounds on one log of 2,000 rows: 90 edits, deletions and insertions each, and 10 chains cut short; 1,000 in all."""
    events = write(2000)
    seal(anchors)
    chance = random.Random(20261122)
    found = 0
    for _ in range(10):
        with transaction.atomic():
            found += one_round(events, anchors, chance)
            transaction.set_rollback(True)
    assert found == 1000
    assert check(anchors).is_sound


def one_round(events: list[Event], anchors: Path, chance: random.Random) -> int:
    last = tails()
    inner = [event.pk for event in events if event.pk not in {one for tail in last.values() for one in tail}]
    chosen = chance.sample(inner, 90)
    edited, deleted, copied = chosen[:30], chosen[30:60], chosen[60:]
    cut = chance.sample(sorted(last), 10)
    unguarded(
        [(chance.choice(EDITS), [pk]) for pk in edited]
        + [line for number, pk in enumerate(deleted) for line in removal(pk, with_seal=number % 2 == 0)]
        + [insertion(pk) for pk in copied]
        + [line for shard in cut for pk in last[shard][:3] for line in removal(pk, with_seal=True)]
    )
    report = check(anchors)
    named = {(bad.fault, bad.event_id) for bad in report.bad}
    gaps = sum(bad.fault is Fault.DELETED and not bad.event_id for bad in report.bad)
    assert {(Fault.EDITED, str(pk)) for pk in edited} <= named
    assert {(Fault.DELETED, str(pk)) for pk in deleted[1::2]} <= named
    assert gaps == len(deleted[::2])
    assert sum(bad.fault is Fault.INSERTED for bad in report.bad) == 30
    assert {bad.shard for bad in report.bad if bad.fault is Fault.TAIL_CUT} == set(cut)
    assert len(report.bad) == 100
    return len(report.bad)


def tails() -> dict[int, list[UUID]]:
    """The newest four rows of each shard, newest first; three may be cut, and the fourth keeps a deletion apart from a cut."""
    with truth(), connection.cursor() as cursor:
        cursor.execute(
            "select shard, array_agg(event_id order by back) from (select shard, event_id, row_number() over"
            " (partition by shard order by seq desc) as back from audit.seal) s where back <= 4 group by shard"
        )
        return {shard: [UUID(str(one)) for one in ids] for shard, ids in cursor.fetchall()}


def removal(pk: UUID, *, with_seal: bool) -> list[tuple[str, list[Any]]]:
    lines: list[tuple[str, list[Any]]] = [("delete from audit_event where id = %s", [pk])]
    return [*lines, ("delete from audit.seal where event_id = %s", [pk])] if with_seal else lines


def insertion(like: UUID) -> tuple[str, list[Any]]:
    """A copy of a real row under a new id: its HMAC is real, but another row's."""
    columns = [str(f.column) for f in Event._meta.concrete_fields if f.column != "id"]
    names = ", ".join(columns)
    return f"insert into audit_event (id, {names}) select gen_random_uuid(), {names} from audit_event where id = %s", [like]


def test_a_forged_seal_does_not_fit(anchors: Path) -> None:
    write(40)
    seal(anchors)
    unguarded([("update audit.seal set mac = repeat('a', 64) where shard = (select min(shard) from audit.seal) and seq = 1", [])])
    first = check(anchors).first
    assert first is not None
    assert (first.fault, first.seq) == (Fault.BROKEN_SEAL, 1)


def test_a_row_that_vanishes_before_its_seal_is_missed(anchors: Path) -> None:
    (event,) = write(1)
    unguarded([("delete from audit_event where id = %s", [event.pk])])
    first = check(anchors).first
    assert first is not None
    assert (first.fault, first.event_id) == (Fault.DELETED, str(event.pk))


def test_a_line_taken_out_of_the_anchor_file_is_missed(anchors: Path) -> None:
    for _ in range(3):
        write(5)
        seal(anchors)
    lines = anchors.read_text().splitlines()
    anchors.write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert [bad.fault for bad in check(anchors).bad] == [Fault.ANCHORS]


def test_another_key_proves_nothing(anchors: Path, settings: object) -> None:
    write(3)
    seal(anchors)
    settings.AUDIT_KEY = "not-the-key"  # type: ignore[attr-defined]  # pytest-django's settings
    assert len(check(anchors).bad) >= 3
