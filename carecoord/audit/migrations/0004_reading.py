"""Reading the log, for three askers and nobody else: the patient, care staff and the privacy officer of the custodian, each their part.

No role that serves may SELECT from the log; these functions check who acts and return what that one may know.
"""

from django.db import migrations

CARE = "'clinician', 'coordinator', 'nurse', 'pharmacist', 'social_worker', 'financial_navigator'"
NOW = "g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp())"

UP = f"""
-- Who looked at one record, newest first, after the row `after`. Proxies get nothing: the log names other people's visits.
create function audit.of_patient(who uuid, after uuid, how_many int)
returns table (id uuid, at timestamptz, user_id bigint, person text, organization text, side text, role text, action text, outcome text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me text := access.my_role(); place int := access.acting_org(); may boolean; from_at timestamptz;
begin
  if place is null then
    select exists (select 1 from public.access_personalgrant g
      where g.patient_id = who and g.user_id = access.user_id() and g.source = 'self' and {NOW}) into may;
  else
    select exists (select 1 from public.patients_patient p
      where p.id = who and p.custodian_id = place and p.id <> all (access.my_own())
        and (me = 'privacy_officer' or me in ({CARE}) and (not p.restricted or p.id = any (access.my_careteam())))) into may;
  end if;
  if not may then return; end if;
  select e.at into from_at from public.audit_event e where e.id = after and who = any (e.patient_ids);
  return query
    select e.id, e.at, e.user_id,
      coalesce(u.name, c.name, nullif(e.job, ''), '')::text, coalesce(o.name, '')::text, coalesce(o.kind, '')::text,
      e.role::text, e.action::text, e.outcome::text
    from public.audit_event e
    left join public.accounts_user u on u.id = e.user_id
    left join public.accounts_organization o on o.id = e.organization_id
    left join public.access_machineclient c on c.client_id = e.client_id and e.client_id <> ''
    where e.patient_ids @> array[who] and (from_at is null or (e.at, e.id) < (from_at, after))
    order by e.at desc, e.id desc limit least(how_many, 500);
end $$;

-- A privacy officer's report: what the organization's own people did, and what anybody did with the organization's own patients.
create function audit.report(since timestamptz, until timestamptz, person bigint, patient uuid, act text, result text,
  sort text, descending boolean, after uuid, how_many int)
returns table (id uuid, at timestamptz, user_id bigint, person_name text, organization text, role text, action text, outcome text,
  reason text, patient_ids uuid[], request_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  place int := access.acting_org(); key text; compare text; way text;
begin
  if access.my_role() <> 'privacy_officer' then return; end if;
  key := case sort when 'person' then 'lower(coalesce(u.name, c.name, e.job))' when 'action' then 'e.action::text' else '''''::text' end;
  compare := case when descending then '<' else '>' end;
  way := case when descending then 'desc' else 'asc' end;
  return query execute format($q$
    with seen as (
      select e.* from public.audit_event e where e.organization_id = $1 and e.at >= $2 and e.at < $3
      union all
      select e.* from audit.abroad a join public.audit_event e on e.id = a.event_id
      where a.custodian_id = $1 and a.at >= $2 and a.at < $3
    ), named as (
      select e.*, %1$s as sort_key, coalesce(u.name, c.name, nullif(e.job, ''), '')::text as person_name, coalesce(o.name, '')::text as org_name
      from seen e
      left join public.accounts_user u on u.id = e.user_id
      left join public.accounts_organization o on o.id = e.organization_id
      left join public.access_machineclient c on c.client_id = e.client_id and e.client_id <> ''
    ), here as (select n.sort_key, n.at, n.id from named n where n.id = $8)
    select n.id, n.at, n.user_id, n.person_name, n.org_name, n.role::text, n.action::text, n.outcome::text, n.reason::text,
      case when n.organization_id = $1 then n.patient_ids else
        coalesce((select array_agg(p.id) from public.patients_patient p where p.id = any (n.patient_ids) and p.custodian_id = $1), '{{}}') end,
      n.request_id::text
    from named n
    where ($4 is null or n.user_id = $4) and ($5 is null or n.patient_ids @> array[$5] or n.object_id = $5::text)
      and ($6 = '' or starts_with(n.action, $6)) and ($7 = '' or n.outcome = $7)
      and ($8 is null or (n.sort_key, n.at, n.id) %2$s (select h.sort_key, h.at, h.id from here h))
    order by n.sort_key %3$s, n.at %3$s, n.id %3$s limit least($9, 1000)
  $q$, key, compare, way) using place, since, until, person, patient, act, result, after, how_many;
end $$;
"""
DOWN = """
drop function audit.report(timestamptz, timestamptz, bigint, uuid, text, text, text, boolean, uuid, int);
drop function audit.of_patient(uuid, uuid, int);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]
    operations = [migrations.RunSQL(UP, DOWN)]
