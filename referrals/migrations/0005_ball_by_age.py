"""Indexes for the tabs that ask who holds the ball, sorted by age."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_walls_of_messages")]
    operations = [
        migrations.AddIndex(
            "referral",
            models.Index(fields=[side + "_org", "ball", "stage_since", "id"], condition=models.Q(is_open=True), name=f"ref_{side}_ball_age"),
        )
        for side in ("to", "from")
    ]
