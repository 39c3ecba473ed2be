"""What is waiting, by channel: each channel claims its own rows, urgent and others apart. Built beside the running house."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0005_channels_and_outcomes")]
    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(
                fields=["channel", "is_urgent", "try_at"],
                condition=models.Q(("state__in", ["due", "retry"]), models.Q(("channel", "inapp"), _negated=True)),
                name="notification_to_send",
            ),
        ),
        RemoveIndexConcurrently(model_name="notification", name="notification_waiting"),
    ]
