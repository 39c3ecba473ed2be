"""Procedures, and their wall: as every fact, seen and kept by whoever has the live chart."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from carecoord.access.walls import keeps_chart, sees_chart, wall_sql


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0004_walls_of_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recorded_by_id', models.BigIntegerField(editable=False, null=True)),
                ('source', models.CharField(blank=True, editable=False, max_length=200)),
                ('is_entered_in_error', models.BooleanField(default=False, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('snomed', models.CharField(blank=True, max_length=20, verbose_name='SNOMED CT code')),
                ('cpt', models.CharField(blank=True, max_length=10, verbose_name='CPT code')),
                ('performed_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('is_finished', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='patients.patient')),
            ],
            options={
                'ordering': ('-performed_on',),
                'abstract': False,
                'indexes': [models.Index(fields=['patient', '-performed_on'], name='procedure_patient')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('patient', 'source'), name='procedure_source_once')],
            },
        ),
        migrations.RunSQL(*wall_sql("patients_procedure", select=sees_chart(), insert=keeps_chart(), update=keeps_chart())),
    ]
