"""The database refuses what no verb does: other moves of status, another text under an old number, deleting."""

from django.db import migrations

from carecoord.access.walls import moves_sql
from education.states import INITIAL, MOVES, REVIEW_COLUMNS, TEXT_COLUMNS


def row(of: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{of}.{column}" for column in columns)


FIXED_UP = f"""
create function education_version_fixed() returns trigger language plpgsql as $$
begin
  if ({row("old", TEXT_COLUMNS)}) is distinct from ({row("new", TEXT_COLUMNS)}) then
    raise exception 'a text never changes; make a new version' using errcode = '23514', constraint = 'education_version_fixed';
  end if;
  if old.status in ('approved', 'retired') and ({row("old", REVIEW_COLUMNS)}) is distinct from ({row("new", REVIEW_COLUMNS)}) then
    raise exception 'who approved a text and until when never changes' using errcode = '23514', constraint = 'education_version_fixed';
  end if;
  return new;
end $$;
create trigger education_version_fixed before update on education_version for each row execute function education_version_fixed();

create function education_version_kept() returns trigger language plpgsql as $$
begin
  raise exception 'a version is retired, never deleted' using errcode = '23514', constraint = 'education_version_kept';
end $$;
create trigger education_version_kept before delete on education_version for each row execute function education_version_kept();
"""
FIXED_DOWN = """
drop trigger education_version_kept on education_version; drop function education_version_kept();
drop trigger education_version_fixed on education_version; drop function education_version_fixed();
"""
MOVE_PAIRS = [(str(old), str(new)) for old, new in MOVES]


class Migration(migrations.Migration):
    dependencies = [("education", "0001_topics_documents_versions")]
    operations = [
        migrations.RunSQL(*moves_sql("education_version", "status", pairs=MOVE_PAIRS, initial=[str(state) for state in INITIAL])),
        migrations.RunSQL(FIXED_UP, FIXED_DOWN),
    ]
