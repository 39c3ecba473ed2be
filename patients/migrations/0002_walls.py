"""Row-level security of the record and of the rows that open it, and the columns that keep lists fast: `vis`, `chart`, `restricted`."""

from django.db import migrations

from carecoord.access.walls import (
    JOB,
    OFFICER,
    ORGS,
    OWN,
    PEOPLE,
    TEAM,
    guards,
    keeps_chart,
    keeps_header,
    sees_chart,
    sees_header,
    wall_sql,
)

COLUMNS_UP = """
set constraints all immediate;
alter table patients_patient
  add column vis int[] not null default '{}',
  add column chart int[] not null default '{}',
  add column restricted boolean not null default false;
create index patient_vis on patients_patient using gin (vis);
"""
COLUMNS_DOWN = "alter table patients_patient drop column vis, drop column chart, drop column restricted"

# The trigger's clock is clock_timestamp(): now() is the start of the transaction, before the row (docs/adr/0003).
FUNCTIONS_UP = """
-- Two statements: the lock first, so that the second one's snapshot holds the grants of whoever had it before us.
create function access.refresh_vis(who uuid) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select 1 from public.patients_patient p where p.id = who for no key update;
  update public.patients_patient p set vis = n.vis, chart = n.chart
  from (
    select coalesce(array_agg(distinct g.organization_id), '{}') as vis,
      coalesce(array_agg(distinct g.organization_id) filter (where g.scope in ('custody', 'pathway', 'follow_up')), '{}') as chart
    from public.access_grant g
    where g.patient_id = who and g.starts_at <= clock_timestamp() and (g.ends_at is null or g.ends_at > clock_timestamp())
  ) n
  where p.id = who and (p.vis is distinct from n.vis or p.chart is distinct from n.chart) $$;

create function access.grant_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.refresh_vis(new.patient_id);
  return null;
end $$;
create trigger access_grant_changed after insert or update on access_grant for each row execute function access.grant_changed();

create function access.restriction_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from public.patients_patient p where p.id = new.patient_id for no key update;  -- as in refresh_vis
  update public.patients_patient set restricted = exists
    (select 1 from public.access_restriction r where r.patient_id = new.patient_id and r.lifted_at is null)
  where id = new.patient_id;
  return null;
end $$;
create trigger access_restriction_changed after insert or update on access_restriction
  for each row execute function access.restriction_changed();

-- A new record belongs to its custodian at once; the grant follows.
create function access.patient_born() returns trigger language plpgsql as $$
begin
  new.vis = array[new.custodian_id];
  new.chart = array[new.custodian_id];
  new.restricted = false;
  return new;
end $$;
create trigger patients_patient_born before insert on patients_patient for each row execute function access.patient_born();

create function access.patient_custody() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.access_grant (id, patient_id, organization_id, scope, source, starts_at, reason)
  values (gen_random_uuid(), new.id, new.custodian_id, 'custody', 'custody', clock_timestamp(), 'Registered the patient');
  return null;
end $$;
create trigger patients_patient_custody after insert on patients_patient for each row execute function access.patient_custody();

create function access.patient_guard() returns trigger language plpgsql as $$
begin
  if current_user <> 'carecoord_owner' then
    raise exception 'vis, chart and restricted are kept by the database' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger patients_patient_guard before update on patients_patient for each row
  when (old.vis is distinct from new.vis or old.chart is distinct from new.chart or old.restricted is distinct from new.restricted
        or old.custodian_id is distinct from new.custodian_id)
  execute function access.patient_guard();

-- Emergency access bypasses every grant, so it is one function of the database: it checks role and partnership itself.
create function access.break_glass(who uuid, code text, reason text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record; keeper int; opened uuid; used uuid;
begin
  select * into me from access.place(access.user_id(), access.org_id(), '');
  if me.id is null or me.role <> 'clinician' or length(trim(reason)) < 20 or who = any (access.my_own()) then return null; end if;
  select p.custodian_id into keeper from public.patients_patient p where p.id = who;
  if keeper is null then return null; end if;
  if keeper <> me.id and not exists (select 1 from public.accounts_partnership a
      where a.since_on <= current_date and (a.until_on is null or a.until_on > current_date)
        and ((a.practice_id = keeper and a.center_id = me.id) or (a.center_id = keeper and a.practice_id = me.id))) then return null; end if;
  opened := gen_random_uuid(); used := gen_random_uuid();
  insert into public.access_personalgrant (id, patient_id, user_id, source, scopes, starts_at, ends_at)
  values (opened, who, access.user_id(), 'break_glass', '{}', clock_timestamp(), clock_timestamp() + interval '4 hours');
  insert into public.access_breakglass (id, patient_id, grant_id, user_id, organization_id, custodian_id, code, reason, at, finding)
  values (used, who, opened, access.user_id(), me.id, keeper, code, reason, clock_timestamp(), '');
  return used;
end $$;

-- Finds a record by exact family name, given name and birth date, among the custodians the clinician's organization works with; ten
-- times an hour. Every call is counted in the log by its caller; null when the hour's calls are used up.
create function access.emergency_lookup(key text, born date)
returns table (patient_id uuid, custodian_id int, is_over boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from access.place(access.user_id(), access.org_id(), '');
  if me.id is null or me.role <> 'clinician' or key = '' or born is null then return; end if;
  if (select count(*) from public.audit_event e where e.user_id = access.user_id() and e.at > clock_timestamp() - interval '1 hour'
      and e.action = 'access.emergency_lookup') >= 10 then
    return query select null::uuid, null::int, true;
    return;
  end if;
  return query select p.id, p.custodian_id, false from public.patients_patient p
    where p.name_key = key and p.birth_on = born and p.id <> all (access.my_own()) and (p.custodian_id = me.id
      or exists (select 1 from public.accounts_partnership a where a.since_on <= current_date
        and (a.until_on is null or a.until_on > current_date)
        and ((a.practice_id = p.custodian_id and a.center_id = me.id) or (a.center_id = p.custodian_id and a.practice_id = me.id))))
    order by p.id limit 5;
end $$;
create index patient_name_and_birth on patients_patient (name_key, birth_on);

select access.refresh_vis(id) from patients_patient;
"""
FUNCTIONS_DOWN = """
drop trigger patients_patient_guard on patients_patient;
drop trigger patients_patient_custody on patients_patient;
drop trigger patients_patient_born on patients_patient;
drop trigger access_restriction_changed on access_restriction;
drop trigger access_grant_changed on access_grant;
drop index patient_name_and_birth;
drop function access.emergency_lookup(text, date);
drop function access.break_glass(uuid, text, text);
drop function access.patient_guard();
drop function access.patient_custody();
drop function access.patient_born();
drop function access.restriction_changed();
drop function access.grant_changed();
drop function access.refresh_vis(uuid);
"""

KEYS_UP = "\n".join(
    f"alter table {t} add constraint {t}_patient foreign key (patient_id) references patients_patient (id) deferrable initially deferred;"
    for t in ("access_grant", "access_personalgrant", "access_restriction", "access_careteam", "access_breakglass")
)
KEYS_DOWN = "\n".join(
    f"alter table {t} drop constraint {t}_patient;"
    for t in ("access_grant", "access_personalgrant", "access_restriction", "access_careteam", "access_breakglass")
)

FACTS = (
    "allergy",
    "diagnosis",
    "therapyline",
    "linedrug",
    "performancestatus",
    "comorbidity",
    "medication",
    "result",
    "document",
    "caregiver",
    "coverage",
)
MY_ORG = f"organization_id = any ({ORGS}::int[])"
MINE = "user_id = (select access.user_id())"

WALLS = {
    "patients_patient": {
        "select": f"vis && {ORGS} or id = any ({PEOPLE})",
        "insert": f"custodian_id = any ({ORGS}::int[])",
        "update": f"chart && {ORGS} and (not restricted or id = any ({TEAM}))",
        "restrict": f"{JOB} or (not restricted or id = any ({TEAM}) or id = any ({PEOPLE}) or {OFFICER} and vis && {ORGS}) and id <> all ({OWN})",
        "job": True,
    },
    "patients_identifier": {
        "select": f"{MY_ORG} and {sees_header()} or {sees_chart()}",
        "insert": f"{MY_ORG} and {keeps_header()}",
        "update": f"{MY_ORG} and {keeps_header()}",
    },
    "patients_duplicatelink": {
        "select": f"{MY_ORG} and {sees_header()}",
        "insert": f"{MY_ORG} and {keeps_chart()}",
        "update": f"{MY_ORG} and {keeps_chart()}",
    },
    **{f"patients_{name}": {"select": sees_chart(), "insert": keeps_chart(), "update": keeps_chart()} for name in FACTS},
    "access_grant": {
        # A center does not learn which other centers were asked.
        "select": f"""{MY_ORG} or exists (select 1 from patients_patient p where p.id = patient_id
          and (p.custodian_id = any ({ORGS}::int[]) or p.id = any ({PEOPLE})))""",
        "insert": f"{keeps_chart()} or {MY_ORG} and {keeps_header()}",  # a center that accepts widens its own
        "update": keeps_header(),
        "job": True,
        "job_writes": True,
    },
    "access_personalgrant": {
        "select": f"{MINE} or {sees_header()}",
        "insert": f"source <> 'break_glass' and not ({MINE}) and {keeps_chart()}",
        "update": f"source <> 'break_glass' and not ({MINE}) and {keeps_chart()}",
        "job": True,
    },
    "access_restriction": {"select": sees_header(), "insert": f"{guards()} or {keeps_chart()}", "update": guards()},  # lifting is for officers
    "access_careteam": {
        "select": f"{MINE} or {MY_ORG} and {sees_header()}",
        "insert": f"{MY_ORG} and ({keeps_header()} or {OFFICER} and {sees_header()})",
        "update": f"{MY_ORG} and ({keeps_header()} or {OFFICER} and {sees_header()})",
    },
    "access_breakglass": {
        "select": f"{MINE} or {OFFICER} and custodian_id = any ({ORGS}::int[])",
        "update": f"{OFFICER} and custodian_id = any ({ORGS}::int[]) and not ({MINE})",
    },
}


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(*wall_sql(table, **WALLS[table]))


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("access", "0003_functions")]
    operations = [
        migrations.RunSQL(COLUMNS_UP, COLUMNS_DOWN),
        migrations.RunSQL(KEYS_UP, KEYS_DOWN),
        migrations.RunSQL(FUNCTIONS_UP, FUNCTIONS_DOWN),
        *[wall(table) for table in WALLS],
    ]
