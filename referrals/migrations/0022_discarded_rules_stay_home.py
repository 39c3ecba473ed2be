"""A draft that was taken back stays its center's own, as a draft does: others read what was approved."""

from django.db import migrations

from carecoord.access.walls import ACTING_ORG

NOW = f"alter policy app_select on referrals_ruleset using (approved_at is not null or owner_id = any ({ACTING_ORG}));"
BEFORE = f"alter policy app_select on referrals_ruleset using (state <> 'draft' or owner_id = any ({ACTING_ORG}));"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_second_person_of_trial_criteria")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
