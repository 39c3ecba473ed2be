"""Who holds a lease; numbers by channel and kind; and what administrators may do with a notice that they cannot see."""

from django.db import migrations, models

# The channels that have something waiting, by stepping over the index instead of reading it; then only what is due is counted.
COUNTERS_UP = """
create or replace function access.outbox_counters()
returns table (due bigint, retry bigint, leased bigint, stuck bigint, failed bigint, oldest_due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) filter (where l.state = 'due'),
         (select count(*) from public.notifications_notification where state = 'retry' and channel <> 'inapp'),
         (select count(*) from public.notifications_notification where state = 'leased'),
         (select count(*) from public.notifications_notification where state = 'leased' and lease_until < statement_timestamp()),
         (select count(*) from public.notifications_notification where state = 'failed'),
         min(l.oldest_at)
  from access.outbox_due() l $$;
"""
COUNTERS_DOWN = """
create or replace function access.outbox_counters()
returns table (due bigint, retry bigint, leased bigint, stuck bigint, failed bigint, oldest_due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select count(*) from public.notifications_notification
            where state = 'due' and channel <> 'inapp' and state in ('due', 'retry') and try_at <= statement_timestamp()),
         (select count(*) from public.notifications_notification where state = 'retry' and channel <> 'inapp' and state in ('due', 'retry')),
         (select count(*) from public.notifications_notification where state = 'leased'),
         (select count(*) from public.notifications_notification where state = 'leased' and lease_until < statement_timestamp()),
         (select count(*) from public.notifications_notification where state = 'failed'),
         (select min(least(due_at, try_at)) from public.notifications_notification
            where state in ('due', 'retry') and channel <> 'inapp' and try_at <= statement_timestamp()) $$;
"""
DUE_UP = """
create function access.outbox_due() returns table (state text, oldest_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive waiting as (
    (select channel from public.notifications_notification
      where state in ('due', 'retry') and channel <> 'inapp' order by channel limit 1)
    union all
    select (select n.channel from public.notifications_notification n
      where n.state in ('due', 'retry') and n.channel <> 'inapp' and n.channel > w.channel order by n.channel limit 1)
    from waiting w where w.channel is not null)
  select n.state, least(n.due_at, n.try_at)
  from waiting w cross join (values (true), (false)) u (urgent) join public.notifications_notification n
    on n.channel = w.channel and n.is_urgent = u.urgent and n.state in ('due', 'retry') and n.channel <> 'inapp'
      and n.try_at <= statement_timestamp() $$;
"""
DUE_DOWN = "drop function access.outbox_due();"
LINES_UP = """
create function access.outbox_lines(channels text[])
returns table (channel text, kind text, state text, holder text, count bigint, oldest_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.channel, n.kind, n.state, '', count(*), min(least(n.due_at, n.try_at))
  from unnest(channels) c (channel) cross join (values (true), (false)) u (urgent) join public.notifications_notification n
    on n.channel = c.channel and n.is_urgent = u.urgent and n.state in ('due', 'retry') and n.channel <> 'inapp'
      and n.try_at <= statement_timestamp()
  group by 1, 2, 3
  union all
  select n.channel, n.kind, case when n.lease_until < statement_timestamp() then 'stuck' else 'leased' end, n.lease_holder, count(*),
    min(n.lease_until)
  from public.notifications_notification n where n.state = 'leased' group by 1, 2, 3, 4
  union all
  select n.channel, n.kind, 'failed', '', count(*), min(n.due_at)
  from public.notifications_notification n where n.state = 'failed' group by 1, 2 $$;
"""
LINES_DOWN = "drop function access.outbox_lines(text[]);"
# An administrator is asked for by the person who acts, never by the login; kinds and codes only, no recipient and no patient.
ADMIN_UP = """
create function access.administers() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from public.accounts_user u where u.id = access.user_id() and u.is_staff and u.is_active) $$;

create function access.outbox_troubled(most int)
returns table (id uuid, kind text, channel text, state text, attempts int, error text, holder text, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.id, n.kind, n.channel, n.state, n.attempts, n.last_error_class, n.lease_holder, n.due_at
  from public.notifications_notification n
  where (select access.administers())
    and (n.state = 'failed' or (n.state = 'leased' and n.lease_until < statement_timestamp()))
  order by n.due_at limit most $$;

create function access.outbox_retry(one uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.notifications_notification n set state = 'due', attempts = 0, try_at = statement_timestamp()
  where n.id = one and n.state = 'failed' and access.administers();
  return found;
end $$;

create function access.outbox_cancel(one uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.notifications_notification n set state = 'cancelled', last_error_class = 'operator'
  where n.id = one and n.state in ('due', 'retry', 'leased', 'failed') and n.channel <> 'inapp' and access.administers();
  return found;
end $$;
"""
ADMIN_DOWN = """
drop function access.outbox_cancel(uuid);
drop function access.outbox_retry(uuid);
drop function access.outbox_troubled(int);
drop function access.administers();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0012_walls_of_attention")]
    operations = [
        migrations.AddField(
            model_name="notification",
            name="lease_holder",
            field=models.CharField(blank=True, db_default="", default="", help_text="Host and process that leased it.", max_length=80),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["try_at"], condition=models.Q(state="retry"), name="notification_retry"),
        ),
        migrations.RunSQL(DUE_UP, DUE_DOWN),
        migrations.RunSQL(COUNTERS_UP, COUNTERS_DOWN),
        migrations.RunSQL(LINES_UP, LINES_DOWN),
        migrations.RunSQL(ADMIN_UP, ADMIN_DOWN),
    ]
