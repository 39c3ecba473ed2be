"""Walls of the history and of personal invitations; what the patient, a proxy and a job may do to caregivers and documents."""

from django.db import migrations

from carecoord.access.walls import JOB, keeps_chart, sees_chart, wall_sql

FUNCTIONS_UP = """
-- The actor's own record (not one they are proxy for), while they act for nobody else.
create function access.my_self() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.patient_id), '{}'::uuid[]) from public.access_personalgrant g
  join public.accounts_user u on u.id = g.user_id and u.is_active
  where g.user_id = access.user_id() and g.source = 'self' and access.acting_org() is null
    and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp()) $$;

-- Whoever takes up an invitation cannot see the record yet: this checks the link, its time and the e-mail address, and opens it.
create function access.take_up_invitation(hash text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record; asked record; opened uuid;
begin
  select id, lower(email) as email into me from public.accounts_user where id = access.user_id() and is_active;
  if me.id is null then return null; end if;
  select i.* into asked from public.patients_personalinvitation i join public.patients_patient p on p.id = i.patient_id
    where i.token_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > clock_timestamp()
      and lower(i.email) = me.email and (i.access_ends_at is null or i.access_ends_at > clock_timestamp())
      and (p.deceased_at is null or i.source = 'self')
    for update of i;
  if asked.id is null then return null; end if;
  opened := gen_random_uuid();
  insert into public.access_personalgrant (id, patient_id, user_id, source, scopes, starts_at, ends_at)
    values (opened, asked.patient_id, me.id, asked.source, asked.scopes, clock_timestamp(), asked.access_ends_at);
  if asked.caregiver_id is not null then
    update public.patients_caregiver set state = 'confirmed', user_id = me.id, grant_id = opened, scopes = asked.scopes,
      confirmed_at = clock_timestamp(), ends_at = asked.access_ends_at, version = version + 1
      where id = asked.caregiver_id and state = 'pending';
    if not found then raise exception 'the caregiver is not pending' using errcode = '23514'; end if;
  end if;
  update public.patients_personalinvitation set accepted_at = clock_timestamp(), accepted_by_id = me.id where id = asked.id;
  return asked.patient_id;
end $$;
"""
FUNCTIONS_DOWN = """
drop function access.take_up_invitation(text);
drop function access.my_self();
"""

SELF = "patient_id = any ((select access.my_self())::uuid[])"
ME = "user_id = (select access.user_id()) and (select access.acting_org()) is null"
BOTH = "to carecoord_app, carecoord_worker"

# A person may only end what they have: the check lets nothing through but an ended grant, a revoked caregiver, a withdrawn invitation.
PERSONS = {
    "access_personalgrant": [
        f"""create policy person_ends on access_personalgrant for update {BOTH}
        using (source = 'proxy' and ({SELF} or {ME})) with check (ends_at is not null and ends_at <= clock_timestamp())"""
    ],
    "patients_caregiver": [
        f"create policy person_select on patients_caregiver for select {BOTH} using ({ME})",
        f"create policy person_ends on patients_caregiver for update {BOTH} using ({SELF} or {ME}) with check (state = 'revoked')",
    ],
    "patients_personalinvitation": [
        f"create policy person_ends on patients_personalinvitation for update {BOTH} using ({SELF}) with check (withdrawn_at is not null)",
    ],
    "patients_change": [
        f"""create policy person_insert on patients_change for insert {BOTH} with check (about = 'patients.caregiver'
        and exists (select 1 from patients_caregiver c where c.id = row_id and c.patient_id = patients_change.patient_id
          and (c.{SELF} or c.{ME})))""",
    ],
}

# What a job does without an organization: end proxies whose time is over, scan what waits, find files nobody names.
JOBS = [
    f"create policy job_select on patients_caregiver for select to carecoord_worker using ({JOB})",
    f"create policy job_update on patients_caregiver for update to carecoord_worker using ({JOB}) with check ({JOB})",
    f"create policy job_select on patients_document for select to carecoord_worker using ({JOB})",
    f"create policy job_update on patients_document for update to carecoord_worker using ({JOB}) with check ({JOB})",
    f"create policy job_insert on patients_change for insert to carecoord_worker with check ({JOB})",
]

WALLS = {
    "patients_change": {"select": sees_chart(), "insert": keeps_chart()},
    "patients_personalinvitation": {"select": f"{keeps_chart()} or {SELF}", "insert": keeps_chart(), "update": keeps_chart()},
}


def policies(lines: list[str]) -> migrations.RunSQL:
    """Each line makes one policy; going back drops it."""
    names = [(line.split()[2], line.split()[4]) for line in lines]
    return migrations.RunSQL(";\n".join(lines), ";\n".join(f"drop policy {name} on {table}" for name, table in names))


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_versions_history_invitations")]
    operations = [
        migrations.RunSQL(FUNCTIONS_UP, FUNCTIONS_DOWN),
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        *[policies(lines) for lines in PERSONS.values()],
        policies(JOBS),
    ]
