"""Messages: read by the patient's side and both teams, written by either, changed by nobody."""

from django.db import migrations

from carecoord.access.walls import ORGS, append_only_sql, wall_sql

STAFF = (
    "exists (select 1 from referrals_referral r where r.id = referral_id and "
    f"(r.from_org_id = any ({ORGS}::int[]) or r.to_org_id = any ({ORGS}::int[])))"
)
PERSON = "exists (select 1 from referrals_referral r where r.id = referral_id and r.patient_id = any ((select access.my_patients())::uuid[]))"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_patientmessage")]
    operations = [
        migrations.RunSQL(
            *wall_sql(
                "referrals_patientmessage",
                select=f"{STAFF} or {PERSON}",
                insert=f"not is_from_patient and {STAFF} or is_from_patient and (select access.acting_org()) is null and {PERSON}",
            )
        ),
        migrations.RunSQL(*append_only_sql("referrals_patientmessage")),
    ]
