"""A message that waited for its person (quiet hours, a summary, days away) is as old as the end of that wait, not as its posting."""

from importlib import import_module

from django.db import migrations

OPERATORS = import_module("carecoord.notifications.migrations.0013_operators")
AGE = "least(n.due_at, n.try_at)"
HELD = "case when n.last_error_class in ('away', 'digest', 'quiet_hours') then n.try_at else least(n.due_at, n.try_at) end"


def again(sql: str) -> str:
    return sql.replace("create function", "create or replace function")


UP = "".join(again(sql).replace(AGE, HELD) for sql in (OPERATORS.DUE_UP, OPERATORS.LINES_UP))
DOWN = "".join(again(sql) for sql in (OPERATORS.DUE_UP, OPERATORS.LINES_UP))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0014_messages_read")]
    operations = [migrations.RunSQL(UP, DOWN)]
