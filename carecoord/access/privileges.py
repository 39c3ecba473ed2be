"""What each database role may do with each table: one Python table, applied after every `migrate`, so that drift is repaired.

Apps name their tables with `clinical`, `history`, `derived`, `write_only`, `closed`; anything else gets ordinary rights. A table with a
patient in it that is named nowhere fails tests/house.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from django.apps import apps
from django.db import connection

CLINICAL: set[str] = set()  # select, insert, update; never delete
HISTORY: set[str] = set()  # select, insert
DERIVED: set[str] = set()  # select: the database keeps these rows itself
WRITE_ONLY: set[str] = set()  # insert
CLOSED: set[str] = set()  # nothing: reached through functions of the database only
WORKER_COLUMNS: dict[str, tuple[str, ...]] = {}  # the worker reads only these columns of a clinical table
WORKER_WRITES: dict[str, tuple[str, ...]] = {}  # and may update these

CLINICAL.update({"access_grant", "access_personalgrant", "access_restriction", "access_careteam", "access_breakglass"})


def clinical(*tables: str) -> None:
    CLINICAL.update(tables)


def history(*tables: str) -> None:
    HISTORY.update(tables)


def derived(*tables: str) -> None:
    DERIVED.update(tables)


def write_only(*tables: str) -> None:
    WRITE_ONLY.update(tables)


def closed(*tables: str) -> None:
    CLOSED.update(tables)


def worker_reads(table: str, *columns: str) -> None:
    """The worker reads these columns of a clinical table and no others; none at all when no column is named."""
    WORKER_COLUMNS[table] = columns


def worker_writes(table: str, *columns: str) -> None:
    WORKER_WRITES[table] = columns


def rights(table: str) -> str:
    if table in WRITE_ONLY:
        return "insert"
    if table in HISTORY:
        return "select, insert"
    if table in DERIVED:
        return "select"
    if table in CLINICAL:
        return "select, insert, update"
    return "select, insert, update, delete"


SCHEMAS = ("public", "access", "audit")
FUNCTIONS: tuple[str, ...] = (
    "access.user_id()",
    "access.org_id()",
    "access.client_id()",
    "access.job()",
    "access.owner_works()",
    "access.acting_org()",
    "access.my_role()",
    "access.my_own()",
    "access.my_orgs()",
    "access.my_patients()",
    "access.my_charts()",
    "access.my_careteam()",
    "access.place(bigint, int, text)",
)


WORKER_FUNCTIONS: set[str] = {"access.sweep_vis(int)"}


def worker_functions(*signatures: str) -> None:
    """Name the functions that only the worker may call."""
    WORKER_FUNCTIONS.update(signatures)


def functions(*signatures: str) -> None:
    """Name the functions the app role may call; nothing is granted wholesale."""
    global FUNCTIONS
    FUNCTIONS = tuple(dict.fromkeys((*FUNCTIONS, *signatures)))


def tables() -> list[str]:
    """Every table Django made, many-to-many tables included."""
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def grant_all(sender: Any = None, **_: Any) -> None:
    """Revoke everything, then give exactly what the table says. Runs only as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        if cursor.fetchone()[0] != "carecoord_owner":
            return
        cursor.execute("select nspname from pg_namespace where nspname = any (%s)", [list(SCHEMAS)])
        schemas = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select name from unnest(%s::text[]) name where to_regprocedure(name) is not null", [[*FUNCTIONS, *WORKER_FUNCTIONS]]
        )
        there = {row[0] for row in cursor.fetchall()}
        for statement in statements(schemas, there):
            cursor.execute(statement)


def statements(schemas: Sequence[str], there: Container[str]) -> list[str]:
    """What to run; `there` holds the functions that exist, which is not all of them while an app is migrated back."""
    roles = "carecoord_app, carecoord_worker"
    out = [f"grant usage on all sequences in schema public to {roles}"]
    for schema in schemas:
        out += [f"revoke all on all {kind} in schema {schema} from public, {roles}" for kind in ("tables", "functions")]
        out.append(f"grant usage on schema {schema} to {roles}")
    shared = [table for table in tables() if table not in CLOSED]
    out.append(f"grant select on django_migrations to {roles}")
    out += [f"grant {rights(table)} on {table} to carecoord_app" for table in shared]
    out += [statement for table in shared if (statement := worker_statement(table))]
    out += [f"grant execute on function {name} to {roles}" for name in FUNCTIONS if name in there]
    out += [f"grant execute on function {name} to carecoord_worker" for name in sorted(WORKER_FUNCTIONS) if name in there]
    return out


def worker_statement(table: str) -> str:
    columns = WORKER_COLUMNS.get(table)
    if columns is None:
        return f"grant {rights(table)} on {table} to carecoord_worker"
    writes = WORKER_WRITES.get(table)
    if not columns:
        return ""
    update = f", update ({', '.join(writes)})" if writes else ""
    return f"grant select ({', '.join(columns)}){update} on {table} to carecoord_worker"


def patient_tables() -> set[str]:
    """Tables of models that hold a patient, found by their fields: what the house test checks for walls."""
    found = set()
    for model in apps.get_models():
        names = {f.attname for f in model._meta.concrete_fields}
        if names & {"patient_id", "referral_id", "journey_id"}:
            found.add(model._meta.db_table)
    return found
