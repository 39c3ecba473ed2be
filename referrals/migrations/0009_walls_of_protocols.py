"""A center's overrides and approvals are written by that center alone; everybody who plans may read them."""

from django.db import migrations

from carecoord.access.walls import ACTING_ORG, wall_sql

OWN = f"center_id = any ({ACTING_ORG})"
WALLS = {
    "referrals_centeroverride": {"select": "true", "insert": OWN, "update": OWN},
    "referrals_itemapproval": {"select": "true", "insert": OWN},
}


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_walls_of_journeys")]
    operations = [migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()]
