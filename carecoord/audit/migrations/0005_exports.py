"""How long somebody must wait for their next export: counted in the log itself, so that it holds whatever becomes of the cache."""

from django.db import migrations

UP = """
-- Seconds until the actor may export again; 0 when they may now. Takes turns per caller, until the transaction ends: two exports at
-- the same moment see each other. Every export is one row of the log, written by its caller after asking here.
create function audit.export_wait(at_most int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who bigint := access.user_id(); client text := access.client_id(); place int := access.acting_org(); oldest timestamptz;
begin
  if who is null and client = '' then return 3600; end if;
  perform pg_advisory_xact_lock(hashtextextended('export ' || coalesce(who::text, client), 0));
  select e.at into oldest from public.audit_event e
    where case when who is null then e.organization_id = place and e.client_id = client else e.user_id = who end
      and e.at > clock_timestamp() - interval '1 hour' and starts_with(e.action, 'export ') and e.outcome = 'ok'
    order by e.at desc offset at_most - 1 limit 1;
  if oldest is null then return 0; end if;
  return greatest(1, ceil(extract(epoch from oldest + interval '1 hour' - clock_timestamp()))::int);
end $$;
"""
DOWN = "drop function audit.export_wait(int);"


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_reading")]
    operations = [migrations.RunSQL(UP, DOWN)]
