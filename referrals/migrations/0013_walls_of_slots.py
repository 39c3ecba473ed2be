"""Row-level security of bookings and the queue, guards of their states, histories that only grow, holds that end by themselves."""

from django.db import migrations

from carecoord.access.walls import ORGS, PEOPLE, append_only_sql, keeps_chart, moves_sql, wall_sql
from referrals.slots.states import INITIAL, PAIRS

SIDES = f"(j.practice_id = any ({ORGS}::int[]) or j.center_id = any ({ORGS}::int[]))"
# The journey's own policy asks for the chart; here only which side the reader stands on.
STAFF = f"exists (select 1 from referrals_journey j where j.id = journey_id and {SIDES})"  # noqa: S608  # our own names
PERSON = f"exists (select 1 from referrals_journey j where j.id = journey_id and j.patient_id = any ({PEOPLE}))"  # noqa: S608  # as above
CENTER_KEEPS = (
    "exists (select 1 from referrals_journey j where j.id = journey_id "  # noqa: S608  # as above
    f"and j.center_id = any ({ORGS}::int[]) and {keeps_chart('j.patient_id')})"
)
OURS = f"center_id = any ({ORGS}::int[])"
RESERVED = "exists (select 1 from referrals_reservation r where r.booking_id = referrals_booking.id)"
MINE = (
    "exists (select 1 from referrals_reservation r join referrals_journey j on j.id = r.journey_id "  # noqa: S608  # as above
    f"where r.booking_id = referrals_booking.id and {keeps_chart('j.patient_id')})"
)
# What is taken is changed by those who may open the chart behind it; what ran out of its time by everybody of the center.
OLD = (
    f"{OURS} and (state in ('free', 'blocked') or state in ('offered', 'held') and held_until <= statement_timestamp() or {MINE})"
    f" or state = 'offered' and {MINE}"
)
NEW = f"{OURS} and (state in ('free', 'blocked', 'released', 'moved') or {MINE}) or state in ('held', 'released') and {MINE}"

WALLS = {
    "referrals_booking": {"select": f"{OURS} or {RESERVED}", "insert": OURS, "job": True},
    "referrals_reservation": {"select": f"{STAFF} or {PERSON}", "insert": CENTER_KEEPS},
    "referrals_bookingevent": {
        "select": "exists (select 1 from referrals_booking b where b.id = booking_id)",
        "insert": "exists (select 1 from referrals_booking b where b.id = booking_id)",
        "job": True,
    },
    "referrals_queueentry": {"select": STAFF, "insert": CENTER_KEEPS, "update": CENTER_KEEPS},
    "referrals_queueevent": {"select": STAFF, "insert": CENTER_KEEPS},
}
HISTORIES = ("reservation", "bookingevent", "queueevent")
TWO_SIDED = f"alter policy app_update on referrals_booking using ({OLD}) with check ({NEW});"

LAPSE_HOLDS = """
-- For the worker: holds and offers whose time is over end, and their span is free again. The resource is locked first, as the verbs do.
create function access.lapse_holds(how_many int) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare due record; one record; heir uuid; done int := 0;
begin
  for due in select id, resource_id from public.referrals_booking
      where state in ('offered', 'held') and held_until <= clock_timestamp() order by held_until limit how_many loop
    perform 1 from public.referrals_resource where id = due.resource_id for no key update skip locked;
    continue when not found;
    select * into one from public.referrals_booking
      where id = due.id and state in ('offered', 'held') and held_until <= clock_timestamp() for update skip locked;
    continue when not found;
    update public.referrals_booking set state = 'released', reason_code = 'expired', version = version + 1, changed_by_id = null,
      changed_at = clock_timestamp() where id = one.id;
    insert into public.referrals_bookingevent (id, booking_id, at, verb, actor_name, from_state, to_state, reason_code)
      values (gen_random_uuid(), one.id, clock_timestamp(), 'release', 'The clock', one.state, 'released', 'expired');
    if one.ends_at > clock_timestamp() then
      heir := gen_random_uuid();
      insert into public.referrals_booking
        (id, resource_id, center_id, starts_at, ends_at, state, purpose, reason_code, follows_id, changed_at, version)
        values (heir, one.resource_id, one.center_id, one.starts_at, one.ends_at, 'free', '', '', one.id, clock_timestamp(), 1);
      insert into public.referrals_bookingevent (id, booking_id, at, verb, actor_name, from_state, to_state, reason_code)
        values (gen_random_uuid(), heir, clock_timestamp(), 'publish', 'The clock', '', 'free', '');
    end if;
    done := done + 1;
  end loop;
  return done;
end $$;
"""
FUNCTIONS_UP = """
-- Places in the queue count everybody, also those whose records the reader may not open: numbers only, for entries of one's own side.
create function access.queue_places(asked uuid[]) returns table (id uuid, place bigint, waiting bigint) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with mine as (
    select e.id, e.center_id, e.kind, e.product from public.referrals_queueentry e join public.referrals_journey j on j.id = e.journey_id
    where e.id = any (asked) and (j.practice_id = any (access.my_orgs()) or j.center_id = any (access.my_orgs())))
  select r.id, r.place, r.waiting from (
    select e.id, row_number() over (
        partition by e.center_id, e.kind, e.product
        order by e.tier, e.points + least(coalesce(e.week_most, 32767),
          e.week_points * floor(extract(epoch from statement_timestamp() - e.entered_at) / 604800)) desc, e.entered_at, e.id) as place,
      count(*) over (partition by e.center_id, e.kind, e.product) as waiting
    from public.referrals_queueentry e
    where e.state = 'waiting' and (e.center_id, e.kind, e.product) in (select m.center_id, m.kind, m.product from mine m)) r
  where r.id in (select m.id from mine m)
$$;

-- The span and the resource of a booking never change: another time is another booking.
create function access.booking_guard() returns trigger language plpgsql as $$
begin
  raise exception 'the resource and the time of a booking do not change; another time is another booking' using errcode = '42501';
end $$;
create trigger referrals_booking_guard before update on referrals_booking for each row
  when ((old.resource_id, old.center_id, old.starts_at, old.ends_at)
        is distinct from (new.resource_id, new.center_id, new.starts_at, new.ends_at))
  execute function access.booking_guard();
"""
FUNCTIONS_DOWN = """
drop trigger referrals_booking_guard on referrals_booking;
drop function access.booking_guard();
drop function access.queue_places(uuid[]);
drop function access.lapse_holds(int);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0012_slots")]
    operations = [
        *[migrations.RunSQL(*wall_sql(table, **rules)) for table, rules in WALLS.items()],
        migrations.RunSQL(TWO_SIDED, migrations.RunSQL.noop),
        migrations.RunSQL(*moves_sql("referrals_booking", "state", pairs=PAIRS, initial=INITIAL)),
        *[migrations.RunSQL(*append_only_sql(f"referrals_{name}")) for name in HISTORIES],
        migrations.RunSQL([LAPSE_HOLDS, FUNCTIONS_UP], FUNCTIONS_DOWN),
    ]
