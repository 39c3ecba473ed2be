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

-- Records that are open to the actor in person: their own, one they are proxy for, one they broke the glass for. Exact to the second.
create function access.my_patients() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = access.user_id() and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp()) $$;

-- The same, without proxies who may not read everything.
create function access.my_charts() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = access.user_id() and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp())
    and (g.source <> 'proxy' or 'full' = any (g.scopes::text[])) $$;

-- Patients whose care team at the acting organization the actor is on.
create function access.my_careteam() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct t.patient_id), '{}'::uuid[]) from public.access_careteam t
  where t.user_id = access.user_id() and t.organization_id = any (access.my_orgs())
    and t.since <= statement_timestamp() and (t.until is null or t.until > statement_timestamp()) $$;
"""

DOWN = "drop schema access cascade"


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
