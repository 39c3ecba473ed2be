"""Row-level security of meetings, their cases and actions, and of calendar feeds; a decided case and an action stay as they are."""

from django.db import migrations

from carecoord.access.walls import ORGS, append_only_sql, keeps_chart, wall_sql

CENTER = f"center_id = any ({ORGS}::int[])"
# The journey's own policy asks for the chart; a meeting's cases are the center's alone.
OURS = f"exists (select 1 from referrals_journey j where j.id = journey_id and j.center_id = any ({ORGS}::int[]))"
OURS_TO_KEEP = (
    f"exists (select 1 from referrals_journey j where j.id = journey_id and j.center_id = any ({ORGS}::int[]) and {keeps_chart('j.patient_id')})"
)
SIDES = f"(j.practice_id = any ({ORGS}::int[]) or j.center_id = any ({ORGS}::int[]))"
STAFF = f"exists (select 1 from referrals_journey j where j.id = journey_id and {SIDES})"
MINE = "user_id = (select access.user_id())"
OPEN_TO_ME = "exists (select 1 from referrals_journey j where j.id = journey_id)"

WALLS = {
    "referrals_meeting": {"select": CENTER, "insert": CENTER, "update": CENTER},
    "referrals_meetingcase": {"select": OURS, "insert": OURS_TO_KEEP, "update": OURS_TO_KEEP},
    "referrals_meetingaction": {"select": STAFF, "insert": OURS_TO_KEEP},
    "referrals_calendarfeed": {"select": f"{MINE} or {STAFF}", "insert": f"{MINE} and {OPEN_TO_ME}", "update": f"{MINE} or {STAFF}"},
}

UP = """
create function access.case_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a decided case is not changed; put it on a later agenda' using errcode = '23514', constraint = 'case_decision_stays';
end $$;
create trigger referrals_meetingcase_stays before update on referrals_meetingcase for each row
  when (old.decision <> '' and (old.decision, old.rationale, old.product, old.setting, old.recorded_at)
        is distinct from (new.decision, new.rationale, new.product, new.setting, new.recorded_at))
  execute function access.case_stays();

create function access.feed_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a calendar feed is only taken back' using errcode = '42501';
end $$;
create trigger referrals_calendarfeed_stays before update on referrals_calendarfeed for each row
  when (old.revoked_at is not null
        or (old.journey_id, old.user_id, old.organization_id, old.token_hash) is distinct from (new.journey_id, new.user_id, new.organization_id, new.token_hash))
  execute function access.feed_stays();

-- Whose calendar holds this secret: nobody is signed in when a phone asks. Nothing of the patient; what is shown is asked as that person.
create function access.calendar_feed(hash text) returns table (id uuid, journey_id uuid, user_id bigint, organization_id integer, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.id, f.journey_id, f.user_id, f.organization_id, u.name::text from public.referrals_calendarfeed f
  join public.accounts_user u on u.id = f.user_id and u.is_active
  where f.token_hash = hash and f.revoked_at is null $$;
"""
DOWN = """
drop function access.calendar_feed(text);
drop trigger referrals_calendarfeed_stays on referrals_calendarfeed;
drop function access.feed_stays();
drop trigger referrals_meetingcase_stays on referrals_meetingcase;
drop function access.case_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_meetings_and_calendars")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(*append_only_sql("referrals_meetingaction")),
        migrations.RunSQL(UP, DOWN),
    ]
