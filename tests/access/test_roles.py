"""The database's roles: what the application's login cannot do, whatever SQL it sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from carecoord.access.actor import Actor, acting
from carecoord.access.models import CareTeam, ClockNow, Grant, PersonalGrant, PersonalSource, Scope, Source
from patients.models import Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def run(statement: str, *values: Any) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def test_maintenance_helps_the_owner_only(cast: Cast) -> None:
    run("select set_config('cc.maintenance', 'on', true)")
    assert Patient.objects.count() == 0
    assert run("select count(*) from access_grant") == [(0,)]
    run("select set_config('cc.maintenance', '', true)")


def test_a_job_name_helps_the_worker_only(cast: Cast) -> None:
    with acting(Actor(job="pretender")):
        assert Patient.objects.count() == 0
    with truth(), connection.cursor() as cursor:
        cursor.execute(
            "insert into access_restriction (id, patient_id, kind, reason) values (gen_random_uuid(), %s, 'vip', 'x')", [cast.denise.pk]
        )
    rae = cast.actor("rae")
    rae.job = "pretender"
    with acting(rae):
        assert Patient.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "set session authorization carecoord_owner",
        "create table public.mine (x int)",
        "create function access.my_orgs() returns int[] language sql as 'select array[1]'",
        "alter table patients_patient disable row level security",
        "drop policy app_select on patients_patient",
        "truncate audit_event",
        "delete from audit_event",
        "update audit_event set reason = 'x'",
        "select * from audit_event",
        "delete from patients_patient",
        "select * from access.due_vis",
        "select access.sweep_vis(1)",
        "set session_replication_role = replica",
        "insert into access_breakglass (id) values (gen_random_uuid())",
    ],
)
def test_the_application_may_not(cast: Cast, statement: str) -> None:
    with acting(cast.actor("rae")), pytest.raises(DatabaseError):
        run(statement)


def test_every_definer_function_pins_its_path_and_is_called_by_those_named_only(cast: Cast) -> None:
    from carecoord.access import privileges

    with truth():
        loose = run(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname in ('public', 'access', 'audit') and p.prosecdef"
            " and not coalesce(p.proconfig::text, '') like '%%search_path=pg_catalog, pg_temp%%'"
        )
        public = run(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname in ('access', 'audit') and has_function_privilege('carecoord_app', p.oid, 'execute')"
        )
        named = [run("select %s::regprocedure::text", name)[0] for name in privileges.FUNCTIONS]
    assert loose == []
    assert sorted(public) == sorted(named)


def test_a_row_of_the_log_names_only_who_acts(cast: Cast) -> None:
    from carecoord.audit.trail import record

    with acting(cast.actor("rae")), pytest.raises(ProgrammingError), transaction.atomic():
        record(Actor(user_id=cast.bo.pk), "test.forged")
    night = cast.actor("rae")
    with acting(cast.actor("rae")):
        night.job = "night"
        with pytest.raises(ProgrammingError), transaction.atomic():
            record(night, "test.forged")


def test_a_center_cannot_give_itself_custody_or_revive_what_has_ended(cast: Cast) -> None:
    with acting(cast.actor("rae")), pytest.raises(ProgrammingError), transaction.atomic():
        Grant.objects.create(
            patient_id=cast.denise.pk, organization=cast.organizations["lakeside"], scope=Scope.CUSTODY, source=Source.REFERRAL
        )
    with acting(cast.actor("rae")):
        grant = Grant.objects.create(
            patient_id=cast.denise.pk, organization=cast.organizations["lakeside"], scope=Scope.INTAKE, source=Source.REFERRAL
        )
    with acting(cast.actor("bo")):
        Grant.objects.filter(pk=grant.pk).update(scope=Scope.PATHWAY)  # accepting widens its own
        with pytest.raises(ProgrammingError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(scope=Scope.CUSTODY)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(organization=cast.organizations["summit"])
    with acting(cast.actor("rae")):
        Grant.objects.filter(pk=grant.pk).update(ends_at=ClockNow())
        with pytest.raises(ProgrammingError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(ends_at=None)


def test_nobody_gives_a_personal_grant_to_themselves(cast: Cast) -> None:
    with acting(cast.actor("rae")), pytest.raises(ProgrammingError), transaction.atomic():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.rae, source=PersonalSource.PROXY)
    with acting(cast.actor("rae")), pytest.raises(ProgrammingError), transaction.atomic():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.bo, source=PersonalSource.BREAK_GLASS)


def test_a_place_on_a_care_team_cannot_be_moved_to_another_patient(cast: Cast) -> None:
    with truth():
        other = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Vera", family_name="Famous")
    with acting(cast.actor("rae")):
        place = CareTeam.objects.create(patient_id=cast.denise.pk, organization=cast.organizations["cedar"], user=cast.rae)
        with pytest.raises(ProgrammingError), transaction.atomic():
            CareTeam.objects.filter(pk=place.pk).update(patient_id=other.pk)
