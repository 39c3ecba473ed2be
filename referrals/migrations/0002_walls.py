"""Row-level security of the loop, the guard of stages, and histories that only grow."""

from django.db import migrations

from carecoord.access.walls import JOB, ORGS, PEOPLE, append_only_sql, moves_sql, sees_chart, wall_sql
from referrals.states import INITIAL, PAIRS

MINE_FROM = f"from_org_id = any ({ORGS}::int[])"
MINE_TO = f"to_org_id = any ({ORGS}::int[])"
SENT_TO_ME = f"({MINE_TO} and stage <> 'draft')"
MY_ORG = f"organization_id = any ({ORGS}::int[])"


def through(condition: str = "") -> str:
    """The referral is visible to staff of one of its sides; its own policy does the rest."""
    more = f" and {condition}" if condition else ""
    return (
        "exists (select 1 from referrals_referral r where r.id = referral_id and "
        f"(r.from_org_id = any ({ORGS}::int[]) or r.to_org_id = any ({ORGS}::int[])){more})"
    )


PERSON = "exists (select 1 from referrals_referral r where r.id = referral_id and r.patient_id = any ((select access.my_patients())::uuid[]))"
# The packet outlives a refusal by thirty days; the header stays, and does not open it.
PACKET_GRANT = (
    "(r.from_org_id = any ((select access.my_orgs())::int[]) or exists (select 1 from access_grant g where g.patient_id = r.patient_id "
    "and g.organization_id = any ((select access.my_orgs())::int[]) and g.scope <> 'header' "
    "and g.starts_at <= statement_timestamp() and (g.ends_at is null or g.ends_at > statement_timestamp())))"
)
PACKET = through(PACKET_GRANT)
ANY_SIDE = through()

WALLS = {
    "referrals_referral": {
        "select": f"{MINE_FROM} or {SENT_TO_ME} or (patient_id = any ({PEOPLE}) and stage <> 'draft')",
        "insert": MINE_FROM,
        "update": f"{MINE_FROM} or {SENT_TO_ME}",
        "restrict": f"not restricted or patient_id = any ((select access.my_careteam())::uuid[]) or patient_id = any ({PEOPLE}) or {JOB}",
        "job": True,
    },
    "referrals_event": {
        "select": f"visibility = 'shared' and ({ANY_SIDE} or {PERSON}) or {through()} and {MY_ORG}",
        "insert": ANY_SIDE,
    },
    "referrals_note": {"select": f"{ANY_SIDE} and (not is_internal or {MY_ORG})", "insert": f"{ANY_SIDE} and {MY_ORG}"},
    "referrals_noteread": {
        "select": "user_id = (select access.user_id())",
        "insert": f"user_id = (select access.user_id()) and {ANY_SIDE}",
        "update": "user_id = (select access.user_id())",
    },
    "referrals_packet": {"select": PACKET, "insert": through(f"r.from_org_id = any ({ORGS}::int[])")},
    "referrals_packetpdf": {"select": PACKET, "insert": through(f"r.from_org_id = any ({ORGS}::int[])")},
    "referrals_packetdocument": {"select": PACKET, "insert": ANY_SIDE, "update": ANY_SIDE},
    "referrals_inforequest": {"select": ANY_SIDE, "insert": ANY_SIDE, "update": ANY_SIDE},
    "referrals_infoitem": {"select": ANY_SIDE, "insert": ANY_SIDE, "update": ANY_SIDE},
    "referrals_appointment": {"select": f"{ANY_SIDE} or {PERSON}", "insert": ANY_SIDE, "update": ANY_SIDE},
    "referrals_waitlistentry": {"select": ANY_SIDE, "insert": ANY_SIDE},
    "referrals_outcome": {
        "select": f"{ANY_SIDE} or is_released_to_patient and {PERSON}",
        "insert": ANY_SIDE,
        "update": ANY_SIDE,
    },
}

RESTRICTED_UP = """
set constraints all immediate;
alter table referrals_referral add column restricted boolean not null default false;
create or replace function access.restriction_changed() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare closed boolean;
begin
  perform 1 from public.patients_patient p where p.id = new.patient_id for no key update;  -- as in access.refresh_vis
  closed := exists (select 1 from public.access_restriction r where r.patient_id = new.patient_id and r.lifted_at is null);
  update public.patients_patient set restricted = closed where id = new.patient_id;
  update public.referrals_referral set restricted = closed where patient_id = new.patient_id;
  return null;
end $$;
create function access.referral_born() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.restricted = exists (select 1 from public.access_restriction r where r.patient_id = new.patient_id and r.lifted_at is null);
  return new;
end $$;
create trigger referrals_referral_born before insert on referrals_referral for each row execute function access.referral_born();
create function access.referral_guard() returns trigger language plpgsql as $$
begin
  if current_user <> 'carecoord_owner' then
    raise exception 'the patient, the sides once sent, and the restriction of a referral do not change' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger referrals_referral_guard before update on referrals_referral for each row
  when (old.restricted is distinct from new.restricted or old.patient_id is distinct from new.patient_id
        or old.from_org_id is distinct from new.from_org_id
        or (old.stage <> 'draft' and old.to_org_id is distinct from new.to_org_id))
  execute function access.referral_guard();
"""
RESTRICTED_DOWN = """
drop trigger referrals_referral_guard on referrals_referral;
drop trigger referrals_referral_born on referrals_referral;
drop function access.referral_guard();
drop function access.referral_born();
create or replace function access.restriction_changed() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  update public.patients_patient set restricted = exists
    (select 1 from public.access_restriction r where r.patient_id = new.patient_id and r.lifted_at is null)
  where id = new.patient_id;
  return null;
end $$;
alter table referrals_referral drop column restricted;
"""

# A document that was sent with a referral opens to the other side, the rest of the chart does not.
SENT = "exists (select 1 from referrals_packetdocument d where d.document_id = patients_document.id)"
DOCUMENT_UP = f"alter policy app_select on patients_document using ({sees_chart()} or {SENT});"
DOCUMENT_DOWN = f"alter policy app_select on patients_document using ({sees_chart()});"


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(*wall_sql(table, **WALLS[table]))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("patients", "0002_walls")]
    operations = [
        migrations.RunSQL(RESTRICTED_UP, RESTRICTED_DOWN),
        *[wall(table) for table in WALLS],
        migrations.RunSQL(*moves_sql("referrals_referral", "stage", pairs=PAIRS, initial=INITIAL)),
        *[
            migrations.RunSQL(*append_only_sql(f"referrals_{name}"))
            for name in ("event", "note", "packet", "packetpdf", "waitlistentry")
        ],
        migrations.RunSQL(DOCUMENT_UP, DOCUMENT_DOWN),
    ]
