"""Row-level security of checks, episodes, hand-offs and visit notes; what is signed stays as it was; who missed a day can be found."""

from django.db import migrations

from carecoord.access.walls import JOB, ORGS, append_only_sql, keeps_chart, moves_sql, wall_sql
from referrals.handoff import states as handoff
from referrals.monitoring.states import EPISODE_INITIAL, EPISODE_PAIRS


def journey(where: str) -> str:
    return f"exists (select 1 from referrals_journey j where j.id = journey_id and {where})"


OF_CENTER = f"j.center_id = any ({ORGS}::int[])"
OF_PRACTICE = f"j.practice_id = any ({ORGS}::int[])"
# The journey's own policy asks for the chart; here only which side the reader stands on.
STAFF = journey(f"({OF_PRACTICE} or {OF_CENTER})")
KEEPS = journey(f"({OF_PRACTICE} or {OF_CENTER}) and {keeps_chart('j.patient_id')}")
CENTER_KEEPS = journey(f"{OF_CENTER} and {keeps_chart('j.patient_id')}")
PRACTICE_KEEPS = journey(f"{OF_PRACTICE} and {keeps_chart('j.patient_id')}")
SENT = f"({journey(OF_CENTER)} or sent_at is not null and {journey(OF_PRACTICE)})"

WALLS = {
    "referrals_monitoringentry": {"select": STAFF, "insert": CENTER_KEEPS, "job": True},
    "referrals_monitoringretraction": {"select": STAFF, "insert": CENTER_KEEPS, "job": True},
    "referrals_toxicityepisode": {"select": STAFF, "insert": CENTER_KEEPS, "update": CENTER_KEEPS},
    "referrals_handoff": {"select": SENT, "insert": CENTER_KEEPS, "update": KEEPS, "job": True},
    "referrals_handoffpdf": {
        "select": "exists (select 1 from referrals_handoff h where h.id = handoff_id)",  # behind the wall of the document itself
        "insert": CENTER_KEEPS,
    },
    "referrals_visitnote": {"select": STAFF, "insert": PRACTICE_KEEPS},
}
HISTORIES = ("monitoringentry", "monitoringretraction", "handoffpdf", "visitnote")

STAYS_UP = """
create or replace function access.handoff_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a signed hand-off is never changed; write a new version'
    using errcode = '23514', constraint = 'handoff_stays';
end $$;
create trigger referrals_handoff_stays before update on referrals_handoff for each row
  when (old.signed_at is not null and (old.content, old.sha256, old.signed_at, old.signed_by_id, old.journey_id, old.number)
        is distinct from (new.content, new.sha256, new.signed_at, new.signed_by_id, new.journey_id, new.number))
  execute function access.handoff_stays();
"""
STAYS_DOWN = """
drop trigger referrals_handoff_stays on referrals_handoff;
drop function access.handoff_stays();
"""
# Which journeys stand in their first days: the worker reads no other column of the anchors.
ANCHORS_UP = f"""
drop policy if exists job_select on referrals_anchor;
create policy job_select on referrals_anchor for select to carecoord_worker using ({JOB});
"""
ANCHORS_DOWN = "drop policy if exists job_select on referrals_anchor;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_checks_and_hand_offs")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(*moves_sql("referrals_toxicityepisode", "state", pairs=EPISODE_PAIRS, initial=EPISODE_INITIAL)),
        migrations.RunSQL(*moves_sql("referrals_handoff", "state", pairs=handoff.PAIRS, initial=handoff.INITIAL)),
        *[migrations.RunSQL(*append_only_sql(f"referrals_{name}")) for name in HISTORIES],
        migrations.RunSQL(STAYS_UP, STAYS_DOWN),
        migrations.RunSQL(ANCHORS_UP, ANCHORS_DOWN),
    ]
