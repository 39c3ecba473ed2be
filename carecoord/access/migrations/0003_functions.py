"""The functions that row-level security asks: who acts, for which organizations, for which people."""

from django.db import migrations

UP = """
create schema if not exists access;

create function access.user_id() returns bigint language sql stable as $$ select nullif(current_setting('cc.user_id', true), '')::bigint $$;
create function access.org_id() returns int language sql stable as $$ select nullif(current_setting('cc.org_id', true), '')::int $$;
create function access.client_id() returns text language sql stable as $$ select coalesce(current_setting('cc.client_id', true), '') $$;
create function access.job() returns text language sql stable as $$ select coalesce(current_setting('cc.job', true), '') $$;

-- True inside a definer function, after SET ROLE, and for `migrate`, which says so; a plain login as the owner sees nothing.
create function access.owner_works() returns boolean language sql stable as $$
  select session_user <> current_user or current_setting('cc.maintenance', true) = 'on' $$;

-- Where the actor works now: one row, or none. The organization must be the one that was chosen and the membership must hold.
create function access.place(who bigint, organization int, client text)
returns table (id int, name text, short_name text, kind text, time_zone text, role text)
language sql stable as $$
  select o.id, o.name::text, o.short_name::text, o.kind::text, o.time_zone::text, m.role::text
  from public.accounts_membership m
  join public.accounts_organization o on o.id = m.organization_id and o.is_active
  join public.accounts_user u on u.id = m.user_id and u.is_active
  where m.user_id = who and m.organization_id = organization
    and m.since <= statement_timestamp() and (m.until is null or m.until > statement_timestamp())
  union all
  select o.id, o.name::text, o.short_name::text, o.kind::text, o.time_zone::text, null
  from public.access_machineclient c
  join public.accounts_organization o on o.id = c.organization_id and o.is_active
  where client <> '' and c.client_id = client and c.is_active
  limit 1 $$;

-- Organizations whose grants count for the actor: at most the acting one. Organization admins see no patient.
create function access.my_orgs() returns int[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(p.id), '{}'::int[])
  from access.place(access.user_id(), access.org_id(), access.client_id()) p
  where p.role is null or p.role <> 'organization_admin' $$;

-- The acting organization, for organization admins too; null for a person who acts for themselves. And the role there.
create function access.acting_org() returns int language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id from access.place(access.user_id(), access.org_id(), access.client_id()) p $$;
create function access.my_role() returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.role from access.place(access.user_id(), access.org_id(), access.client_id()) p), '') $$;

-- Records that are open to the actor in person, exact to the second. Acting for nobody: their own, and those they are proxy for.
-- Acting for an organization: only those they broke the glass for there; nobody reads their own record through their job.
create function access.my_patients() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = access.user_id() and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp())
    and case when g.source = 'break_glass' then exists (select 1 from public.access_breakglass b
          where b.grant_id = g.id and b.organization_id = any (access.my_orgs()))
        else access.acting_org() is null end $$;

-- The same, without proxies who may not read everything.
create function access.my_charts() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = access.user_id() and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp())
    and case when g.source = 'break_glass' then exists (select 1 from public.access_breakglass b
          where b.grant_id = g.id and b.organization_id = any (access.my_orgs()))
        else access.acting_org() is null and (g.source <> 'proxy' or 'full' = any (g.scopes::text[])) end $$;

-- The actor's own record, while they act for an organization: closed to them there.
create function access.my_own() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  where g.user_id = access.user_id() and g.source = 'self' and access.acting_org() is not null $$;

-- Patients whose care team at the acting organization the actor is on.
create function access.my_careteam() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct t.patient_id), '{}'::uuid[]) from public.access_careteam t
  where t.user_id = access.user_id() and t.organization_id = any (access.my_orgs())
    and t.since <= statement_timestamp() and (t.until is null or t.until > statement_timestamp()) $$;

-- When `vis` must be computed again because time passes. No role but the owner has any right on it.
create table access.due_vis (at timestamptz not null, patient_id uuid not null, primary key (at, patient_id));

-- Its name puts it before the trigger that computes `vis`: an end between the two clocks is then queued, never lost.
create function access.grant_timed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into access.due_vis (at, patient_id)
  select t, new.patient_id from unnest(array[new.starts_at, new.ends_at]) as t where t > clock_timestamp() on conflict do nothing;
  return null;
end $$;
create trigger access_grant_a_timed after insert or update on access_grant for each row execute function access.grant_timed();

-- For the worker, every few seconds: grants that began or ended by the clock. Returns how many patients it looked at.
create function access.sweep_vis(how_many int) returns int language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare gone record; done int := 0;
begin
  for gone in delete from access.due_vis d using (
      select q.at, q.patient_id from access.due_vis q where q.at <= clock_timestamp() order by q.at limit how_many for update skip locked) q
      where d.at = q.at and d.patient_id = q.patient_id returning d.patient_id loop
    perform access.refresh_vis(gone.patient_id);
    done := done + 1;
  end loop;
  return done;
end $$;

-- Grants keep whom they are about; custody comes from registration alone; what has ended stays ended.
create function access.grant_guard() returns trigger language plpgsql as $$
begin
  if current_user = 'carecoord_owner' then return new; end if;
  if new.scope = 'custody' and (tg_op = 'INSERT' or old.scope <> 'custody') or tg_op = 'INSERT' and new.source = 'custody' then
    raise exception 'custody comes from registering the patient' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' then
    if (new.id, new.patient_id, new.organization_id, new.source, new.starts_at)
        is distinct from (old.id, old.patient_id, old.organization_id, old.source, old.starts_at) or old.scope = 'custody' then
      raise exception 'a grant keeps patient, organization, source and start' using errcode = '42501';
    end if;
    if old.ends_at <= clock_timestamp() then raise exception 'an ended grant stays ended' using errcode = '42501'; end if;
  end if;
  return new;
end $$;
create trigger access_grant_guard before insert or update on access_grant for each row execute function access.grant_guard();

create function access.personal_guard() returns trigger language plpgsql as $$
begin
  if current_user = 'carecoord_owner' then return new; end if;
  if (new.id, new.patient_id, new.user_id, new.source, new.starts_at)
      is distinct from (old.id, old.patient_id, old.user_id, old.source, old.starts_at) then
    raise exception 'a personal grant keeps patient, person, source and start' using errcode = '42501';
  end if;
  if old.ends_at <= clock_timestamp() then raise exception 'an ended grant stays ended' using errcode = '42501'; end if;
  return new;
end $$;
create trigger access_personalgrant_guard before update on access_personalgrant for each row execute function access.personal_guard();

create function access.careteam_guard() returns trigger language plpgsql as $$
begin
  if current_user = 'carecoord_owner' then return new; end if;
  if (new.id, new.patient_id, new.user_id, new.organization_id, new.since)
      is distinct from (old.id, old.patient_id, old.user_id, old.organization_id, old.since) or old.until <= clock_timestamp() then
    raise exception 'a place on a care team can only be ended' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_careteam_guard before update on access_careteam for each row execute function access.careteam_guard();

create function access.restriction_guard() returns trigger language plpgsql as $$
begin
  if current_user = 'carecoord_owner' then return new; end if;
  if (new.id, new.patient_id, new.kind, new.reason, new.placed_by_id, new.placed_at)
      is distinct from (old.id, old.patient_id, old.kind, old.reason, old.placed_by_id, old.placed_at) or old.lifted_at is not null then
    raise exception 'a restriction can only be lifted' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_restriction_guard before update on access_restriction for each row execute function access.restriction_guard();

create function access.breakglass_guard() returns trigger language plpgsql as $$
begin
  if current_user = 'carecoord_owner' then return new; end if;
  if (new.id, new.patient_id, new.grant_id, new.user_id, new.organization_id, new.custodian_id, new.code, new.reason, new.at)
      is distinct from (old.id, old.patient_id, old.grant_id, old.user_id, old.organization_id, old.custodian_id, old.code, old.reason, old.at)
      or old.reviewed_at is not null then
    raise exception 'emergency access is reviewed once and never rewritten' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_breakglass_guard before update on access_breakglass for each row execute function access.breakglass_guard();
"""

GUARDED = ("grant_a_timed on access_grant", "grant_guard on access_grant", "personalgrant_guard on access_personalgrant",
           "careteam_guard on access_careteam", "restriction_guard on access_restriction", "breakglass_guard on access_breakglass")
DOWN = "".join(f"drop trigger access_{name};\n" for name in GUARDED) + "drop schema access cascade;"


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
