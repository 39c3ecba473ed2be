"""Search keys: each spelling of a name for each organization that sees the record, kept by a trigger; indexes that answer behind the walls."""

import django.db.models.deletion
from django.db import migrations, models

from carecoord.access.walls import OFFICER, ORGS, OWN, PEOPLE, TEAM, wall_sql

# The parts of words are those of patients.models.search; a test holds the two together.
FUNCTIONS_UP = """
create function access.name_words(name text) returns text[] language sql immutable parallel safe as $$
  select string_to_array(btrim(regexp_replace(translate(name, '-‐‑–—.,/()''’ʼ`´', '          '), '\\s+', ' ', 'g')), ' ') $$;

-- As written; each word in front of the others; each two words in front of the others. Up to three words of each name count.
create function access.spellings(name_key text, family_name text) returns table (key text, rank smallint)
language plpgsql immutable parallel safe as $$
declare
  words text[] := access.name_words(name_key);
  family int := coalesce(cardinality(access.name_words(family_name)), 0);
  others text[];
begin
  words := words[:least(family, 3)] || words[family + 1:family + 3];
  key := array_to_string(words, ' '); rank := 0; return next;
  for one in 1 .. cardinality(words) loop
    others := words[:one - 1] || words[one + 1:];
    for two in 1 .. cardinality(others) loop
      continue when one = 1 and two = 1;
      key := array_to_string(words[one] || (others[two] || (others[:two - 1] || others[two + 1:])), ' ');
      rank := case two when 1 then 1 else 2 end; return next;
    end loop;
  end loop;
end $$;

-- 1 if a spelling begins with the first two words asked and holds the others, and no earlier spelling of the same name does: each patient
-- answers once, however many of their words begin so. A number, since the planner takes `<> 0` for true of nearly all rows and a boolean
-- for true of every third.
create function access.answers(key text, asked text[]) returns int language plpgsql immutable parallel safe as $$
declare
  words text[] := string_to_array(key, ' ');
  further text;
begin
  if (starts_with(words[1], asked[1]) and (asked[2] is null or starts_with(words[2], asked[2]))) is not true then return 0; end if;
  for one in 1 .. cardinality(words) loop
    continue when words[one] > words[1] or not starts_with(words[one], asked[1]);
    if asked[2] is null and words[one] < words[1] then return 0; end if;
    for other in 1 .. case when asked[2] is null then 0 else cardinality(words) end loop
      if one <> other and starts_with(words[other], asked[2]) and (words[one], words[other]) < (words[1], words[2]) then return 0; end if;
    end loop;
  end loop;
  foreach further in array asked[3:] loop
    if position(' ' || further in ' ' || key) = 0 then return 0; end if;
  end loop;
  return 1;
end $$;

create function access.search_keys() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.name_key <> new.name_key or old.family_name <> new.family_name or not old.vis <@ new.vis) then
    delete from public.patients_searchkey k where k.patient_id = new.id
      and not (k.organization_id = any (new.vis) and k.key in (select s.key from access.spellings(new.name_key, new.family_name) s));
  end if;
  insert into public.patients_searchkey as k (organization_id, key, patient_id, rank, birth_on, restricted)
  select o, s.key, new.id, min(s.rank), new.birth_on, new.restricted
  from unnest(new.vis) o, access.spellings(new.name_key, new.family_name) s group by o, s.key
  on conflict (organization_id, key, patient_id) do update
    set rank = excluded.rank, birth_on = excluded.birth_on, restricted = excluded.restricted
    where (k.rank, k.birth_on, k.restricted) is distinct from (excluded.rank, excluded.birth_on, excluded.restricted);
  return null;
end $$;
create trigger patients_patient_search_new after insert on patients_patient for each row execute function access.search_keys();
create trigger patients_patient_search after update on patients_patient for each row
  when (old.name_key <> new.name_key or old.family_name <> new.family_name or old.birth_on is distinct from new.birth_on
        or old.vis <> new.vis or old.restricted <> new.restricted)
  execute function access.search_keys();

insert into patients_searchkey (organization_id, key, patient_id, rank, birth_on, restricted)
select o, s.key, p.id, min(s.rank), p.birth_on, p.restricted
from patients_patient p, unnest(p.vis) o, access.spellings(p.name_key, p.family_name) s group by o, s.key, p.id;
analyze patients_searchkey;
"""
FUNCTIONS_DOWN = """
drop trigger patients_patient_search on patients_patient;
drop trigger patients_patient_search_new on patients_patient;
drop function access.search_keys();
drop function access.answers(text, text[]);
drop function access.spellings(text, text);
drop function access.name_words(text);
"""

# What the wall of patients_patient says, without looking there: a list reads each key once, and nothing else.
WALL = f"""organization_id = any ({ORGS}::int[]) and patient_id <> all ({OWN})
  and (not restricted or patient_id = any ({TEAM}) or patient_id = any ({PEOPLE}) or {OFFICER})"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_one_open_invitation_unique_email"), ("patients", "0006_name_search")]
    operations = [
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id", "key", "patient_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=170)),
                (
                    "rank",
                    models.SmallIntegerField(choices=[(0, "as written"), (1, "another word leads"), (2, "another two words lead")]),
                ),
                ("birth_on", models.DateField(null=True)),
                ("restricted", models.BooleanField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="patients.patient"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            "searchkey",
            models.Index(fields=["organization", "key", "patient"], condition=models.Q(("rank", 0)), name="search_key_written"),
        ),
        migrations.AddIndex(
            "searchkey",
            models.Index(fields=["organization", "patient"], condition=models.Q(("rank", 0)), name="search_key_by_id"),
        ),
        migrations.AddIndex(
            "searchkey",
            models.Index(fields=["organization", "birth_on", "key", "patient"], condition=models.Q(("rank", 0)), name="search_key_birth"),
        ),
        migrations.RunSQL(*wall_sql("patients_searchkey", select=WALL)),
        migrations.RunSQL(FUNCTIONS_UP, FUNCTIONS_DOWN),
        # Nobody walks names through the record itself any more; a number is found by its value, whatever its system.
        migrations.RemoveIndex("patient", "patient_name"),
        migrations.AddIndex("patient", models.Index(fields=["updated_at"], name="patient_updated")),
        migrations.RemoveConstraint("identifier", "identifier_once_per_organization"),
        migrations.AddConstraint(
            "identifier",
            models.UniqueConstraint(fields=["organization", "value", "system"], name="identifier_once_per_organization"),
        ),
    ]
