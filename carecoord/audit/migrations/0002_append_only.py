"""The log takes rows and gives none back: insert-only policy for the roles that serve, and a guard against everybody's changes."""

from django.db import migrations

from carecoord.access.walls import append_only_sql, wall_sql

# A row cannot name another person, client, job or organization without also changing the context.
AS_MYSELF = """user_id is not distinct from (select access.user_id()) and client_id = (select access.client_id())
  and job = (select access.job()) and organization_id is not distinct from (select access.acting_org())"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0003_functions")]
    operations = [
        migrations.RunSQL(*wall_sql("audit_event", select="false", insert=AS_MYSELF)),
        migrations.RunSQL(*append_only_sql("audit_event")),
    ]
