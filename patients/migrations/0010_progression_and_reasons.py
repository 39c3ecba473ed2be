"""The day a line progressed, and for each drug what the answer "refractory?" rests on, with the reason where it is not the dates."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0009_assessments'),
    ]

    operations = [
        migrations.AddField(
            model_name='linedrug',
            name='refractory_basis',
            field=models.CharField(choices=[('dates', 'By the dates'), ('said', 'As answered')], default='said', max_length=5, verbose_name='refractory answered'),
        ),
        migrations.AddField(
            model_name='linedrug',
            name='refractory_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='why it is not as the dates say'),
        ),
        migrations.AddField(
            model_name='therapyline',
            name='progressed_on',
            field=models.DateField(blank=True, null=True, verbose_name='progression'),
        ),
        migrations.AddConstraint(
            model_name='therapyline',
            constraint=models.CheckConstraint(condition=models.Q(('progressed_on__isnull', True), ('progressed_on__gte', models.F('started_on')), _connector='OR'), name='line_progresses_after_start'),
        ),
    ]
