"""Whom a deputy's copy stands for, and a place to find messages that came back."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

RETURNED = Q(state="sent", outcome="bounced") | Q(state="cancelled", last_error_class__in=["address_bounced", "address_complained"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0005_sender_name"), ("notifications", "0015_held_rows_are_not_late")]
    operations = [
        migrations.AddField(
            model_name="notification",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Whom the recipient stands in for: a deputy's copy.",
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(condition=RETURNED, fields=["created_at"], name="notification_returned"),
        ),
    ]
