"""Indexes that answer a search by the beginning of a family name, and by birth date, behind row-level security."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_procedures")]
    operations = [
        migrations.AddIndex("patient", models.Index(fields=["name_key", "id"], name="patient_name")),
        migrations.AddIndex("patient", models.Index(fields=["birth_on"], name="patient_birth")),
    ]
