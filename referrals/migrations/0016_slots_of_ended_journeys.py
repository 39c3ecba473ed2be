"""What is booked ahead for a journey that has ended is free again at the next sweep, and nobody who left waits in the queue."""

from importlib import import_module

from django.db import migrations, models

REASONS = [
    ("patient", "The patient cannot come"),
    ("not_ready", "Not ready medically"),
    ("coverage", "Coverage is not settled"),
    ("maker", "The manufacturer took it back"),
    ("earlier", "An earlier time was found"),
    ("later", "A later time is needed"),
    ("center", "The center needs it"),
    ("error", "Booked by mistake"),
    ("expired", "The time to decide ran out"),
    ("swapped", "Exchanged with another patient"),
    ("ended", "The journey ended"),
]
UP = """
-- For the worker: holds and offers whose time is over end, and what lies ahead for a journey that has ended, by whoever ended it; the span
-- is free again. The resource is locked first, as the verbs do. Who has died or left waits in no queue.
create or replace function access.lapse_holds(how_many int) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare due record; one record; heir uuid; done int := 0;
begin
  for due in
      select b.id, b.resource_id, 'expired' as why from public.referrals_booking b
        where b.state in ('offered', 'held') and b.held_until <= clock_timestamp()
      union all
      select b.id, b.resource_id, 'ended' from public.referrals_booking b
        join public.referrals_reservation r on r.booking_id = b.id join public.referrals_journey j on j.id = r.journey_id
        where b.state in ('offered', 'held', 'confirmed') and b.starts_at > clock_timestamp() and j.ended_at is not null
      limit how_many loop
    perform 1 from public.referrals_resource where id = due.resource_id for no key update skip locked;
    continue when not found;
    select * into one from public.referrals_booking b
      where b.id = due.id and b.state in ('offered', 'held', 'confirmed') and (due.why = 'ended' or b.held_until <= clock_timestamp())
      for update skip locked;
    continue when not found;
    update public.referrals_booking set state = 'released', reason_code = due.why, version = version + 1, changed_by_id = null,
      changed_at = clock_timestamp() where id = one.id;
    insert into public.referrals_bookingevent (id, booking_id, at, verb, actor_name, from_state, to_state, reason_code)
      values (gen_random_uuid(), one.id, clock_timestamp(), 'release', 'The clock', one.state, 'released', due.why);
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
  with gone as (
    update public.referrals_queueentry e set state = 'left', version = e.version + 1 from public.referrals_journey j
    where j.id = e.journey_id and j.ended_at is not null and e.state = 'waiting' returning e.id, e.journey_id, e.tier, e.points)
  insert into public.referrals_queueevent (id, entry_id, journey_id, at, verb, actor_name, tier, points, reason)
    select gen_random_uuid(), id, journey_id, clock_timestamp(), 'leave', 'The clock', tier, points, 'The journey ended.' from gone;
  return done;
end $$;
"""
# The way back is the function as 0013 made it.
DOWN = import_module("referrals.migrations.0013_walls_of_slots").LAPSE_HOLDS.replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_walls_of_meetings")]
    operations = [
        migrations.AlterField("booking", "reason_code", models.CharField(blank=True, choices=REASONS, max_length=10)),
        migrations.RunSQL(UP, DOWN),
    ]
