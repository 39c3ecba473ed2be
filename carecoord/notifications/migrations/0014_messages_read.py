"""Whether somebody of the care team has opened what the patient's side wrote: for the person, who sees no notice of the staff."""

from django.db import migrations

UP = """
create function access.messages_read(keys text[]) returns table (key text, read_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.key::text, min(n.read_at) from public.notifications_notification n
  where n.key = any (keys) and n.channel = 'inapp' and n.read_at is not null and n.patient_id = any (access.my_patients())
  group by n.key $$;
"""
DOWN = "drop function access.messages_read(text[]);"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0013_operators")]
    operations = [migrations.RunSQL(UP, DOWN)]
