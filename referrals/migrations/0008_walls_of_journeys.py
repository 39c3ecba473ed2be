"""Row-level security of journeys and what hangs on them, guards of their states, histories that only grow, and protocols that stay."""

from django.db import migrations

from carecoord.access.walls import ORGS, PEOPLE, append_only_sql, keeps_chart, moves_sql, sees_chart, wall_sql
from referrals.pathway.states import JOURNEY_INITIAL, JOURNEY_PAIRS, STEP_INITIAL, STEP_PAIRS

MINE = f"(practice_id = any ({ORGS}::int[]) or center_id = any ({ORGS}::int[]))"
PERSON = "exists (select 1 from referrals_journey j where j.id = journey_id and j.patient_id = any ((select access.my_patients())::uuid[]))"
# The journey's own policy asks for the chart; here only which side the reader stands on.
STAFF = (
    "exists (select 1 from referrals_journey j where j.id = journey_id and "
    f"(j.practice_id = any ({ORGS}::int[]) or j.center_id = any ({ORGS}::int[])))"
)
KEEPS = (
    "exists (select 1 from referrals_journey j where j.id = journey_id and "
    f"(j.practice_id = any ({ORGS}::int[]) or j.center_id = any ({ORGS}::int[])) and {keeps_chart('j.patient_id')})"
)

WALLS = {
    "referrals_journey": {
        "select": f"{MINE} and {sees_chart()} or patient_id = any ({PEOPLE})",
        "insert": f"center_id = any ({ORGS}::int[]) and {keeps_chart()}",
        "update": f"{MINE} and {keeps_chart()}",
        "job": True,
    },
    "referrals_journeystep": {"select": f"{STAFF} or {PERSON}", "insert": KEEPS, "update": KEEPS, "job": True},
    "referrals_anchor": {"select": f"{STAFF} or {PERSON}", "insert": KEEPS, "update": KEEPS},
    "referrals_collection": {"select": STAFF, "insert": KEEPS, "update": KEEPS},
    "referrals_journeybranch": {"select": STAFF, "insert": KEEPS, "update": KEEPS},
    "referrals_journeyflag": {"select": STAFF, "insert": KEEPS, "update": KEEPS},
    **{
        f"referrals_{name}": {"select": STAFF, "insert": KEEPS}
        for name in ("journeyevent", "anchorchange", "stepevidence", "identitycheck", "gatesignature", "gatevoid")
    },
}
HISTORIES = ("journeyevent", "anchorchange", "stepevidence", "identitycheck", "gatesignature", "gatevoid")

CHAIN_UP = """
create or replace function access.journey_guard() returns trigger language plpgsql as $$
begin
  if current_user <> 'carecoord_owner' then
    raise exception 'the patient, the sides and the referral of a journey do not change' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger referrals_journey_guard before update on referrals_journey for each row
  when (old.patient_id is distinct from new.patient_id or old.practice_id is distinct from new.practice_id
        or old.center_id is distinct from new.center_id or old.referral_id is distinct from new.referral_id)
  execute function access.journey_guard();
create or replace function access.chain_id_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the chain-of-identity id was stored and is never edited'
    using errcode = '23514', constraint = 'collection_chain_id_stays';
end $$;
create trigger referrals_collection_chain_id before update on referrals_collection for each row
  when (old.chain_id <> '' and (old.chain_id, old.issuer) is distinct from (new.chain_id, new.issuer))
  execute function access.chain_id_stays();
create or replace function access.protocol_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a protocol version is never changed or deleted; load a new version' using errcode = '42501';
end $$;
create trigger referrals_protocolversion_stays before update on referrals_protocolversion for each row
  when (to_jsonb(old) - 'retired_on' is distinct from to_jsonb(new) - 'retired_on')
  execute function access.protocol_stays();
create trigger referrals_protocolversion_kept before delete or truncate on referrals_protocolversion for each statement
  execute function access.protocol_stays();
"""
CHAIN_DOWN = """
drop trigger referrals_protocolversion_kept on referrals_protocolversion;
drop trigger referrals_protocolversion_stays on referrals_protocolversion;
drop function access.protocol_stays();
drop trigger referrals_collection_chain_id on referrals_collection;
drop function access.chain_id_stays();
drop trigger referrals_journey_guard on referrals_journey;
drop function access.journey_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_journeys")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(*moves_sql("referrals_journey", "state", pairs=JOURNEY_PAIRS, initial=JOURNEY_INITIAL)),
        migrations.RunSQL(*moves_sql("referrals_journeystep", "state", pairs=STEP_PAIRS, initial=STEP_INITIAL)),
        *[migrations.RunSQL(*append_only_sql(f"referrals_{name}")) for name in HISTORIES],
        migrations.RunSQL(CHAIN_UP, CHAIN_DOWN),
    ]
