"""Journeys by the hundred: board and calendar of a center with 50 and with 2,000 of them, and what replanning a whole road asks.

script/bench --roads
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from psycopg2.sql import SQL, Identifier

from bench.load import Times, asks, run

if TYPE_CHECKING:
    from bench.house import House

FEW, MANY = 50, 2000
PAGES = {"board": "/journeys/", "calendar": "/slots/?view=month"}
ROUNDS, REQUESTS, MOST = 5, 20, 1.5
STATEMENTS = 40  # of a preview or an apply, however long the road
LONG, SHORT = "mm-cilta-cel-us", "teclistamab-mm-us"


def compare(houses: list[House], headers: Callable[[House], dict[str, str]]) -> bool:
    """Prints the ratios; False where one is missed."""
    few, many = houses
    for house, count in ((few, FEW), (many, MANY)):
        house.run("-m", "bench.roads", "fill", str(count))
    figures: dict[tuple[str, str], Times] = {(house.name, name): Times() for house in houses for name in PAGES}
    for _ in range(ROUNDS):
        for name, path in PAGES.items():
            for house in houses:
                figures[house.name, name].add(run(house.port, asks("GET", path, headers(house)), connections=1, requests=REQUESTS))
    good = [told(name, figures[many.name, name], figures[few.name, name]) for name in PAGES]
    return all([*good, replanned(many)])


def told(name: str, many: Times, few: Times) -> bool:
    ratio = many.at(0.5) / few.at(0.5)
    sys.stdout.write(f"{name}: p50 {few.at(0.5):.1f} ms at {FEW} journeys, {many.at(0.5):.1f} ms at {MANY}; ")
    sys.stdout.write(f"ratio {ratio:.2f}, to reach <= {MOST}; {many.size / 1000:.0f} kB\n")
    return ratio <= MOST


def replanned(house: House) -> bool:
    """Statements of preview and apply on the longest and on the shortest road; they may not differ by the length."""
    found = json.loads(house.run("-m", "bench.roads", "replan").splitlines()[-1])
    for name, one in found.items():
        sys.stdout.write(
            f"replanning {name} ({one['steps']} steps): preview {one['preview']} statements, {one['preview_ms']:.0f} ms; "
            f"apply {one['apply']} statements, {one['apply_ms']:.0f} ms, of which bare SQL {one['sql_ms']:.0f} ms\n"
        )
    return all(one[act] <= STATEMENTS for one in found.values() for act in ("preview", "apply"))


def fill(count: int) -> None:
    """So many running journeys at Lakeside: one is started by its verb, the others are copies of its rows for people of their own."""
    from django.db import connection

    from carecoord.access.owner import as_owner
    from referrals.models import Journey

    with as_owner():
        have = Journey.objects.filter(center__short_name="Lakeside", patient__given_name="Road").count()
        source = started(LONG) if have < count else None
        with connection.cursor() as cursor:
            for _ in range(count - have):
                copy(cursor, source)
            cursor.execute("analyze")


def started(code: str) -> Any:
    """A journey of somebody new at Lakeside, started by Bo."""
    from carecoord.access.actor import acting
    from referrals.models import Journey
    from referrals.pathway import verbs
    from referrals.pathway.versions import in_effect

    referral = referred()
    with acting(bo()) as actor:
        version = in_effect(referral.stage_since.date()).filter(code=code).order_by("-version")[0]
        return Journey.objects.get(pk=verbs.start(actor, referral.pk, protocol=version.pk).pk)


def bo() -> Any:
    from carecoord.access.actor import Actor
    from carecoord.accounts.models import Organization, User

    user, place = User.objects.get(email="bo@lakeside.example"), Organization.objects.get(short_name="Lakeside")
    return Actor(user_id=user.pk, organization_id=place.pk, name=user.name)


def referred() -> Any:
    """Somebody of Cedar Valley, accepted at Lakeside today."""
    from django.utils import timezone

    from carecoord.access.models import Grant, Scope, Source
    from carecoord.accounts.models import Organization
    from patients.models import Patient, name_key
    from referrals.models import Referral
    from referrals.states import Side, Stage

    practice, center = (Organization.objects.get(short_name=name) for name in ("Cedar Valley", "Lakeside"))
    family = f"Way{uuid4().hex[:6]}"
    names = {"given_name": "Road", "family_name": family, "name_key": name_key(family, "Road")}
    patient = Patient.objects.create(custodian=practice, sex="unknown", birth_on=timezone.localdate() - timedelta(days=22_000), **names)
    now = timezone.now()
    where: dict[str, Any] = {"from_org": practice, "to_org": center, "stage": Stage.ACCEPTED, "ball": Side.RECEIVER, "is_open": True}
    row = Referral.objects.create(patient=patient, stage_since=now, submitted_at=now, due_at=now + timedelta(days=3), **where)
    Grant.objects.create(patient_id=patient.pk, organization=practice, scope=Scope.CUSTODY, source=Source.CUSTODY)
    Grant.objects.create(patient_id=patient.pk, organization=center, scope=Scope.PATHWAY, source=Source.REFERRAL, about=row.pk)
    return row


def copy(cursor: Any, source: Any) -> None:
    """The rows of one journey again for somebody else, by the database."""
    row = referred()
    new = uuid4()
    values = {"id": new, "patient_id": row.patient_id, "referral_id": row.pk}
    duplicate(cursor, "referrals_journey", values, "id", source.pk)
    for table in ("referrals_journeystep", "referrals_anchor"):
        own = {"journey_id": new} | ({"patient_id": row.patient_id} if table.endswith("step") else {})
        duplicate(cursor, table, own, "journey_id", source.pk)


def duplicate(cursor: Any, table: str, values: dict[str, Any], by: str, key: Any) -> None:
    """Insert-select with these columns replaced, and a fresh id where none is given."""
    cursor.execute("select column_name from information_schema.columns where table_name = %s order by ordinal_position", [table])
    columns = [name for (name,) in cursor.fetchall()]
    fresh = {"id": SQL("gen_random_uuid()")} if "id" not in values else {}
    chosen = [SQL("%s::uuid") if name in values else fresh.get(name, Identifier(name)) for name in columns]
    given = [str(values[name]) for name in columns if name in values]
    parts = {"names": SQL(", ").join(map(Identifier, columns)), "chosen": SQL(", ").join(chosen), "key": Identifier(by)}
    statement = SQL("insert into {table} ({names}) select {chosen} from {table} where {key} = %s")
    cursor.execute(statement.format(table=Identifier(table), **parts), [*given, key])


@contextmanager
def counted() -> Iterator[dict[str, float]]:
    """Statements sent in a block, its milliseconds, and how many of them the database took."""
    from django.db import connection

    found = {"count": 0.0, "sql": 0.0}

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found["count"] += not sql.startswith(("SAVEPOINT", "RELEASE"))
            found["sql"] += (time.perf_counter() - began) * 1000

    began = time.perf_counter()
    with connection.execute_wrapper(keep):
        yield found
    found["ms"] = (time.perf_counter() - began) * 1000


def replan() -> None:
    """As Bo, who moves the decision by three weeks, so that everything after it moves."""
    from carecoord.access.owner import as_owner

    out = {}
    for code in (LONG, SHORT):
        with as_owner():
            journey = started(code)
            steps = journey.steps.count()
        out[code] = one_replan(journey) | {"steps": steps}
    sys.stdout.write(json.dumps(out))


def one_replan(journey: Any) -> dict[str, float]:
    from carecoord.access.actor import acting
    from referrals.pathway import foresight, journeys, road, verbs
    from referrals.pathway.plan import Fix
    from referrals.pathway.protocol import Confidence

    with acting(bo()) as actor, counted() as preview:
        current = road.load(journeys.seen(actor, journey.pk))
        ahead = {code for code, fix in current.fixes.items() if fix.confidence is not Confidence.ACTUAL}
        code = next(one.code for one in current.protocol.anchors if one.follows and one.code in ahead)
        on = current.fixes[code].on + timedelta(days=21)
        foresight.of_move(actor, current, code, Fix(on))
    with acting(bo()) as actor, counted() as apply:
        verbs.move_anchor(actor, journey.pk, version=current.journey.version, code=code, on=on)
    ms = {"preview_ms": preview["ms"], "apply_ms": apply["ms"], "sql_ms": apply["sql"]}
    return {"preview": preview["count"], "apply": apply["count"], **ms}


if __name__ == "__main__":
    import django

    django.setup()
    replan() if sys.argv[1] == "replan" else fill(int(sys.argv[2]))
