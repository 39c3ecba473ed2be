"""Answers of clinical tools, and their wall: as every fact, seen and kept by whoever has the live chart. What was answered never changes."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from carecoord.access.walls import keeps_chart, sees_chart, wall_sql

UP = """
create function access.assessment_kept() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.patient_id, new.tool, new.rule, new.inputs, new.result, new.notes, new.citation, new.assessed_at)
    is distinct from (old.patient_id, old.tool, old.rule, old.inputs, old.result, old.notes, old.citation, old.assessed_at) then
    raise exception 'an assessment is never changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger patients_assessment_kept before update on patients_assessment for each row execute function access.assessment_kept();
"""
DOWN = "drop trigger patients_assessment_kept on patients_assessment; drop function access.assessment_kept();"


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0008_open_invitation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recorded_by_id', models.BigIntegerField(editable=False, null=True)),
                ('source', models.CharField(blank=True, editable=False, max_length=200)),
                ('is_entered_in_error', models.BooleanField(default=False, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('tool', models.CharField(max_length=40)),
                ('rule', models.CharField(help_text='Version of the rule and of the dated limits it used.', max_length=120)),
                ('inputs', models.JSONField(help_text='As entered: value and unit by input.')),
                ('result', models.JSONField()),
                ('notes', models.JSONField(default=list)),
                ('citation', models.CharField(max_length=500)),
                ('assessed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient')),
            ],
            options={
                'ordering': ('-assessed_at',),
                'abstract': False,
                'indexes': [models.Index(fields=['patient', '-assessed_at'], name='assessment_patient')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('patient', 'source'), name='assessment_source_once')],
            },
        ),
        migrations.RunSQL(*wall_sql("patients_assessment", select=sees_chart(), insert=keeps_chart(), update=keeps_chart())),
        migrations.RunSQL(UP, DOWN),
    ]
