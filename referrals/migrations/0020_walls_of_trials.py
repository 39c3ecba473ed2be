"""A center's criteria are written by that center and stay as approved; a trial on a referral stands behind the referral's wall."""

from django.db import migrations

from carecoord.access.walls import ACTING_ORG, ORGS, STAFF, keeps_header, moves_sql, wall_sql
from referrals.trials.states import CRITERIA_INITIAL, CRITERIA_MOVES, OPTION_INITIAL, OPTION_PAIRS

OURS = f"center_id = any ({ORGS}::int[])"
OWN = f"center_id = any ({ACTING_ORG})"


def referral(where: str) -> str:
    """The referral's own policy asks who may see it; here only that the patient is the same, and which side acts."""
    return f"exists (select 1 from referrals_referral r where r.id = referral_id and {where})"  # noqa: S608  # our own names


SAME = "r.patient_id = referrals_trialoption.patient_id"
SIDES = f"{SAME} and (r.from_org_id = any ({ORGS}::int[]) or r.to_org_id = any ({ORGS}::int[]))"
CENTER = f"{SAME} and r.to_org_id = any ({ORGS}::int[])"

WALLS = {
    "referrals_trialcriteria": {"select": f"{STAFF} and (state <> 'draft' or {OURS})", "insert": OWN, "update": OWN},
    "referrals_trialoption": {
        "select": referral(SIDES),
        "insert": f"{referral(CENTER)} and {keeps_header()}",
        "update": f"{referral(SIDES)} and {keeps_header()}",
    },
}

STAYS_UP = """
create or replace function access.trial_criteria_stay() returns trigger language plpgsql as $$
begin
  raise exception 'approved criteria are never changed; write a new version'
    using errcode = '23514', constraint = 'trial_criteria_stay';
end $$;
create trigger referrals_trialcriteria_stay before update on referrals_trialcriteria for each row
  when ((old.trial_id, old.center_id, old.number) is distinct from (new.trial_id, new.center_id, new.number)
        or (old.state <> 'draft' and (old.criteria, old.source, old.effective_on, old.drafted_by_id, old.approved_by_id, old.approved_at)
            is distinct from (new.criteria, new.source, new.effective_on, new.drafted_by_id, new.approved_by_id, new.approved_at)))
  execute function access.trial_criteria_stay();

create or replace function access.trial_option_stays() returns trigger language plpgsql as $$
begin
  raise exception 'what was found on the day stays as it was' using errcode = '23514', constraint = 'trial_option_stays';
end $$;
create trigger referrals_trialoption_stays before update on referrals_trialoption for each row
  when ((old.referral_id, old.patient_id, old.trial_id, old.found, old.found_at)
        is distinct from (new.referral_id, new.patient_id, new.trial_id, new.found, new.found_at))
  execute function access.trial_option_stays();
"""
STAYS_DOWN = """
drop trigger referrals_trialoption_stays on referrals_trialoption;
drop function access.trial_option_stays();
drop trigger referrals_trialcriteria_stay on referrals_trialcriteria;
drop function access.trial_criteria_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_trials")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(*moves_sql("referrals_trialcriteria", "state", pairs=CRITERIA_MOVES, initial=CRITERIA_INITIAL)),
        migrations.RunSQL(*moves_sql("referrals_trialoption", "state", pairs=OPTION_PAIRS, initial=OPTION_INITIAL)),
        migrations.RunSQL(STAYS_UP, STAYS_DOWN),
    ]
