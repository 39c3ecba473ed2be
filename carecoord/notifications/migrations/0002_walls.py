"""Who sees and changes notices, and which moves a notice may make."""

from django.db import migrations

from carecoord.access.walls import moves_sql, keeps_header, wall_sql

# The recipient, and whoever sees the patient: they can tell who was told, and a death or a withdrawal can stop what is pending.
MINE = "recipient_id = (select access.user_id())"
SEES = f"{MINE} or {keeps_header()}"
# A notice shows nothing of a record and is often written just after the writer's own access ended, so anybody identified may write one.
SOMEBODY = "(select access.user_id()) is not null or (select access.client_id()) <> ''"

PAIRS = [
    ("due", "leased"),
    ("due", "cancelled"),
    ("due", "expired"),
    ("retry", "leased"),
    ("retry", "cancelled"),
    ("retry", "expired"),
    ("leased", "due"),
    ("leased", "retry"),
    ("leased", "sent"),
    ("leased", "failed"),
    ("leased", "cancelled"),
    ("leased", "expired"),
    ("failed", "due"),
    ("failed", "cancelled"),
]

# Numbers for operators and /readyz, who see no row: no person and no patient in them.
COUNTERS_UP = """
create function access.outbox_counters()
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
COUNTERS_DOWN = "drop function access.outbox_counters();"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("access", "0003_functions"), ("patients", "0002_walls")]
    operations = [
        migrations.RunSQL(
            *wall_sql("notifications_notification", select=SEES, insert=SOMEBODY, update=SEES, job=True, job_writes=True)
        ),
        migrations.RunSQL(*moves_sql("notifications_notification", "state", pairs=PAIRS, initial=["due"])),
        migrations.RunSQL(COUNTERS_UP, COUNTERS_DOWN),
    ]
