"""The lower wall: SQL for row-level security and for guarded status columns, generated from Python data for app migrations.

Each function returns (up, down) for `RunSQL`. Policies call functions only inside `(select f())`, so that they run once a statement.
Child tables use EXISTS on their parent, never IN (docs/adr/0003 has the measurements).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

ORGS = "(select access.my_orgs())"
ACTING_ORG = "(select access.my_orgs())::int[]"
CHARTS = "(select access.my_charts())::uuid[]"
PEOPLE = "(select access.my_patients())::uuid[]"
STAFF = "cardinality((select access.my_orgs())) > 0"

OWNER = "(select access.owner_works())"
JOB = "((select access.job()) <> '' and current_user = 'carecoord_worker')"  # the web's own role gains nothing by calling itself a job
OFFICER = "(select access.my_role()) = 'privacy_officer'"
TEAM = "(select access.my_careteam())::uuid[]"
OWN = "(select access.my_own())::uuid[]"


def sees_header(column: str = "patient_id") -> str:
    """Predicate: the actor sees the patient's header (name, birth date); row-level security of the patient table does the work."""
    return f"exists (select 1 from patients_patient p where p.id = {column})"


def sees_chart(column: str = "patient_id") -> str:
    """Predicate: the actor sees the live chart: an organization with a chart scope, or the person themselves."""
    return f"exists (select 1 from patients_patient p where p.id = {column} and (p.chart && {ORGS} or p.id = any ({CHARTS})))"


def keeps_chart(column: str = "patient_id") -> str:
    """Predicate for writing: organizations with a chart scope, and only the care team of a restricted record.

    Emergency access stays read-only by it, inside the custodian's own organization too.
    """
    return _keeps("chart", column)


def keeps_header(column: str = "patient_id") -> str:
    """Predicate for writing by any organization with a grant, chart or not; only the care team of a restricted record."""
    return _keeps("vis", column)


def _keeps(orgs: str, column: str) -> str:
    open_to_me = f"(not p.restricted or p.id = any ({TEAM}))"
    return f"exists (select 1 from patients_patient p where p.id = {column} and p.{orgs} && {ORGS} and {open_to_me})"


def guards(column: str = "patient_id") -> str:
    """Predicate: the actor is a privacy officer of the patient's custodian."""
    return f"{OFFICER} and exists (select 1 from patients_patient p where p.id = {column} and p.custodian_id = any ({ACTING_ORG}))"


def wall_sql(
    table: str,
    *,
    select: str,
    insert: str = "false",
    update: str = "false",
    restrict: str = "",
    job: bool = False,
    job_writes: bool = False,
) -> tuple[str, str]:
    """Policies of one table. Nobody deletes: no policy, and no privilege."""
    up = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy owner_works on {table} to carecoord_owner using ({OWNER}) with check ({OWNER})",
        f"create policy app_select on {table} for select to carecoord_app, carecoord_worker using ({select})",
        f"create policy app_insert on {table} for insert to carecoord_app, carecoord_worker with check ({insert})",
        f"create policy app_update on {table} for update to carecoord_app, carecoord_worker using ({update}) with check ({update})",
    ]
    up += _narrower(table, restrict) + _job_policies(table, reads=job, writes=job_writes)
    names = [line.split()[2] for line in up if line.startswith("create policy")]
    down = [f"drop policy if exists {name} on {table}" for name in names]
    down += [f"alter table {table} no force row level security", f"alter table {table} disable row level security"]
    return ";\n".join(up) + ";", ";\n".join(down) + ";"


def _narrower(table: str, restrict: str) -> list[str]:
    """A policy that takes away from what the others give."""
    to = "to carecoord_app, carecoord_worker"
    return [f"create policy app_restrict on {table} as restrictive for select {to} using ({restrict})"] if restrict else []


def _job_policies(table: str, *, reads: bool, writes: bool) -> list[str]:
    made = [f"create policy job_select on {table} for select to carecoord_worker using ({JOB})"] if reads else []
    if writes:
        made.append(f"create policy job_insert on {table} for insert to carecoord_worker with check ({JOB})")
        made.append(f"create policy job_update on {table} for update to carecoord_worker using ({JOB}) with check ({JOB})")
    return made


def moves_hash(pairs: Iterable[tuple[str, str]], initial: Iterable[str]) -> str:
    """Fingerprint of a table of moves; a house test compares it with the comment on the database's function."""
    text = repr((sorted(pairs), sorted(initial)))
    return hashlib.sha256(text.encode()).hexdigest()


def moves_sql(table: str, column: str, *, pairs: Iterable[tuple[str, str]], initial: Iterable[str]) -> tuple[str, str]:
    """A trigger that refuses any status change not in `pairs`, even from raw SQL, and any first status not in `initial`.

    Own SQL, since a role can switch pgtrigger's triggers off with a setting. Errors arrive as IntegrityError (23514) with
    constraint `<table>_moves`. The owner may insert any state (imports); updates are guarded for everybody.
    """
    pairs, initial = sorted(set(pairs)), sorted(set(initial))
    name = f"{table}_moves"
    up = _moves_function(name, column, pairs, initial) + _moves_triggers(name, table, column)
    down = "".join(f"drop trigger if exists {name}_{when} on {table}; " for when in ("insert", "update"))
    return up, f"{down}drop function if exists {name}();"


def _moves_function(name: str, column: str, pairs: list[tuple[str, str]], initial: list[str]) -> str:
    allowed = ", ".join(f"('{old}', '{new}')" for old, new in pairs)
    first = ", ".join(f"'{state}'" for state in initial)
    return f"""
create or replace function {name}() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if current_user <> 'carecoord_owner' and new.{column} not in ({first}) then
      raise exception 'no row starts as %', new.{column} using errcode = '23514', constraint = '{name}';
    end if;
  elsif (old.{column}, new.{column}) not in (values {allowed}) then
    raise exception 'no move from % to %', old.{column}, new.{column} using errcode = '23514', constraint = '{name}';
  end if;
  return new;
end $$;
comment on function {name}() is '{moves_hash(pairs, initial)}';
"""


def _moves_triggers(name: str, table: str, column: str) -> str:
    return f"""drop trigger if exists {name}_insert on {table};
drop trigger if exists {name}_update on {table};
create trigger {name}_insert before insert on {table} for each row execute function {name}();
create trigger {name}_update before update on {table}
  for each row when (old.{column} is distinct from new.{column}) execute function {name}();
"""


def append_only_sql(table: str, *, name: str = "") -> tuple[str, str]:
    """A statement-level guard: rows are added, never changed, deleted or truncated, whoever asks."""
    name = name or f"{table}_append_only"
    up = f"""
create or replace function {name}() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
drop trigger if exists {name} on {table};
create trigger {name} before update or delete or truncate on {table} for each statement execute function {name}();
"""
    return up, f"drop trigger if exists {name} on {table}; drop function if exists {name}();"
