"""Ten thousand patients and as many referrals, made by SQL from one of each: enough for the planner to choose as it would at work.

`script/bench` asks the same of a hundred thousand.

Call inside a test's transaction; nothing of it stays. Families, stages, due dates and owners are spread, so that every tab has its share.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from referrals.models import Referral
from tests.truth import truth

PATIENTS = 10_000
FILLED = ("patients_patient", "patients_identifier", "access_grant", "referrals_referral")
STAGES = "array['submitted', 'received', 'info_requested', 'accepted', 'consult_scheduled', 'consulted', 'closed', 'cancelled']"
OPEN = 6  # of the stages above
BALLS = "array['receiver', 'receiver', 'sender', 'receiver', 'receiver', 'receiver', 'nobody', 'nobody']"

PEOPLE = """
insert into patients_patient select (jsonb_populate_record(p, jsonb_build_object(
  'id', md5('p' || n)::uuid, 'family_name', 'Family' || n %% 500, 'given_name', 'Given' || n,
  'name_key', 'family' || n %% 500 || ' given' || n, 'source', '', 'birth_on', date '1940-01-01' + n %% 12000,
  'vis', array[p.custodian_id, %(center)s], 'chart', array[p.custodian_id]))).*
from patients_patient p, generate_series(1, %(count)s) n where p.id = %(patient)s
"""
NUMBERS = """
insert into patients_identifier (id, system, value, organization_id, patient_id)
select md5('i' || n)::uuid, 'mrn', 'N' || n, %(center)s, md5('p' || n)::uuid from generate_series(1, %(count)s) n
"""
GRANTS = """
insert into access_grant (id, patient_id, scope, source, starts_at, reason, organization_id)
select md5(o || 'g' || n)::uuid, md5('p' || n)::uuid, scope, source, now(), '', o
from generate_series(1, %(count)s) n,
  (values (%(practice)s, 'custody', 'custody'), (%(center)s, 'intake', 'referral')) as both_sides (o, scope, source)
"""
REFERRALS = f"""
insert into referrals_referral select (jsonb_populate_record(r, jsonb_build_object(
  'id', md5('r' || n)::uuid, 'patient_id', md5('p' || n)::uuid, 'stage', ({STAGES})[n %% 8 + 1], 'ball', ({BALLS})[n %% 8 + 1],
  'is_open', n %% 8 < {OPEN}, 'ended_at', case when n %% 8 >= {OPEN} then now() - n * interval '3 minutes' end,
  'stage_since', now() - n * interval '5 minutes', 'due_at', now() + (%(count)s / 3 - n) * interval '1 minute',
  'to_owner_id', case when n %% 10 > 0 then %(owner)s end, 'idempotency_key', ''))).*
from referrals_referral r, generate_series(1, %(count)s) n where r.id = %(referral)s
"""


def gather(referral: Referral, *, owner: int, count: int = PATIENTS) -> None:
    """`referral` is one that was sent; its patient, practice and center are those of all."""
    values: dict[str, Any] = {
        "count": count,
        "patient": referral.patient_id,
        "referral": referral.pk,
        "practice": referral.from_org_id,
        "center": referral.to_org_id,
        "owner": owner,
    }
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in FILLED:
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in (PEOPLE, NUMBERS, GRANTS, REFERRALS):
            cursor.execute(statement, values)
        for table in FILLED:
            cursor.execute(f"alter table {table} enable trigger user")
            cursor.execute(f"analyze {table}")
