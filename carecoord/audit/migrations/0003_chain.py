"""The chain: sixteen shards of seals over the log, a queue of rows that wait for theirs, and the index of who opened whose patients.

The seals carry an HMAC with a key that the database does not have, so whoever can change every row here still cannot mend the chain.
No role but the owner has any right on these tables; the worker reaches them through the two functions.
"""

from django.db import migrations

from carecoord.access.walls import append_only_sql

UP = """
create schema if not exists audit;

create table audit.seal (
  shard smallint not null check (shard between 0 and 15),
  seq bigint not null check (seq > 0),
  event_id uuid not null unique,
  mac char(64) not null,
  primary key (shard, seq)
);
create table audit.queue (event_id uuid primary key);

-- Who, outside the custodian, opened or changed a custodian's patients: what makes the custodian's report quick. Rebuilt from the log.
create table audit.abroad (custodian_id int not null, at timestamptz not null, event_id uuid not null, primary key (custodian_id, at, event_id));

create index audit_denied on audit_event (object_id, at desc) where outcome = 'denied' and object_id <> '';

create function audit.enqueue() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into audit.queue (event_id) values (new.id);
  return null;
end $$;
create trigger audit_event_enqueue after insert on audit_event for each row execute function audit.enqueue();

insert into audit.queue (event_id) select id from audit_event;

-- One sealer at a time: the lock first, so that the statement after it sees what the sealer before us wrote.
create function audit.unsealed(how_many int)
returns table (shard smallint, head bigint, head_mac text, event_id uuid, mac text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7263, 1);
  return query
    with waiting as (
      select q.event_id, (get_byte(uuid_send(q.event_id), 0) >> 4)::smallint as shard, e.mac::text as mac, e.at
      from audit.queue q join public.audit_event e on e.id = q.event_id limit how_many)
    select w.shard, coalesce(h.seq, 0), coalesce(h.mac, '')::text, w.event_id, w.mac
    from waiting w left join lateral
      (select s.seq, s.mac from audit.seal s where s.shard = w.shard order by s.seq desc limit 1) h on true
    order by w.shard, w.at, w.event_id;
end $$;

create function audit.put_seals(shards smallint[], seqs bigint[], ids uuid[], macs text[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into audit.seal (shard, seq, event_id, mac) select * from unnest(shards, seqs, ids, macs);
  insert into audit.abroad (custodian_id, at, event_id)
    select p.custodian_id, e.at, e.id
    from public.audit_event e join public.patients_patient p on p.id = any (e.patient_ids)
    where e.id = any (ids) and p.custodian_id is distinct from e.organization_id
    union
    select p.custodian_id, e.at, e.id
    from public.audit_event e join public.patients_patient p
      on p.id = case when e.object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then e.object_id::uuid end
    where e.id = any (ids) and e.outcome = 'denied' and p.custodian_id is distinct from e.organization_id
    on conflict do nothing;
  delete from audit.queue q where q.event_id = any (ids); $$;

create function audit.heads() returns table (shard smallint, seq bigint, mac text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n::smallint, h.seq, h.mac::text from generate_series(0, 15) n
  join lateral (select s.seq, s.mac from audit.seal s where s.shard = n order by s.seq desc limit 1) h on true $$;
"""
DOWN = """
drop trigger audit_event_enqueue on audit_event;
drop index audit_denied;
drop schema audit cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("patients", "0002_walls")]
    operations = [
        migrations.RunSQL(UP, DOWN),
        migrations.RunSQL(*append_only_sql("audit.seal", name="audit_seal_append_only")),
    ]
