"""Who sees and changes tasks about unread urgent notices: the organization they belong to, while it sees the patient. The worker opens them."""

from django.db import migrations

from carecoord.access.walls import ORGS, append_only_sql, keeps_header, moves_sql, sees_header, wall_sql

OURS = f"organization_id = any ({ORGS}::int[])"
SEES = f"{OURS} and (patient_id is null or {sees_header()})"
KEEPS = f"{OURS} and (patient_id is null or {keeps_header()})"
PARENT = "exists (select 1 from notifications_attention a where a.id = attention_id)"
PAIRS = [("open", "claimed"), ("claimed", "open"), ("open", "done"), ("claimed", "done"), ("open", "ended"), ("claimed", "ended")]
TABLES = ("notifications_attention", "notifications_attentionevent")
POLICIES = ("app_select", "app_insert", "app_update")
# The worker goes by its own policies alone: the others ask columns it may not read.
UP = "\n".join(f"alter policy {name} on {table} to carecoord_app;" for table in TABLES for name in POLICIES)
DOWN = "\n".join(f"alter policy {name} on {table} to carecoord_app, carecoord_worker;" for table in TABLES for name in POLICIES)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_attention"), ("access", "0003_functions"), ("patients", "0002_walls")]
    operations = [
        migrations.RunSQL(*wall_sql("notifications_attention", select=SEES, update=KEEPS, job=True, job_writes=True)),
        migrations.RunSQL(*wall_sql("notifications_attentionevent", select=PARENT, insert=PARENT, job=True, job_writes=True)),
        migrations.RunSQL(UP, DOWN),
        migrations.RunSQL(*moves_sql("notifications_attention", "state", pairs=PAIRS, initial=["open"])),
        migrations.RunSQL(*append_only_sql("notifications_attentionevent")),
    ]
