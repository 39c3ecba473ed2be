"""The worker goes by its own policies alone (the others ask columns it may not read); how many notices are unread, as a function."""

from django.db import migrations

POLICIES = ("app_select", "app_insert", "app_update")
UP = "\n".join(f"alter policy {name} on notifications_notification to carecoord_app;" for name in POLICIES)
DOWN = "\n".join(f"alter policy {name} on notifications_notification to carecoord_app, carecoord_worker;" for name in POLICIES)

# For the number in every page's frame: a value inside another statement, not a statement of its own. Counts to 100 and stops.
UNREAD_UP = """
create function access.unread_notices() returns int language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*)::int from (
    select 1 from public.notifications_notification
    where recipient_id = access.user_id() and channel = 'inapp' and state = 'due' and read_at is null
      and due_at <= statement_timestamp() and (expires_at is null or expires_at > statement_timestamp())
    limit 100) as unread $$;
"""
UNREAD_DOWN = "drop function access.unread_notices();"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_walls")]
    operations = [migrations.RunSQL(UP, DOWN), migrations.RunSQL(UNREAD_UP, UNREAD_DOWN)]
