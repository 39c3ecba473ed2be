"""The worker finds uses of emergency access that nobody has reviewed; which columns it may read is in `apps.py`."""

from django.db import migrations

from carecoord.access.walls import JOB

UP = f"create policy job_select on access_breakglass for select to carecoord_worker using ({JOB});"
DOWN = "drop policy job_select on access_breakglass;"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_functions")]
    operations = [migrations.RunSQL(UP, DOWN)]
