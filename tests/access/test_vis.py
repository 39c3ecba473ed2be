"""`vis`, the lower wall's copy of grants: exact on every write, late by a sweep when only time passes, right under concurrency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection

from carecoord.access import due
from carecoord.access.actor import acting
from carecoord.access.models import Grant, Scope, Source
from patients.models import Patient
from tests.cast import Cast, assemble
from tests.truth import truth


@contextmanager
def as_worker() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("set role carecoord_worker")
        yield
        cursor.execute("set role carecoord_app")


def vis(cast: Cast) -> set[int]:
    with truth(), connection.cursor() as cursor:
        cursor.execute("select vis from patients_patient where id = %s", [cast.denise.pk])
        return set(cursor.fetchone()[0])


def wait_a_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.06)")


def grant(cast: Cast, center: str, starts: str, ends: str | None) -> None:
    """Write a grant to begin and end at SQL instants."""
    with acting(cast.actor("rae")), connection.cursor() as cursor:
        cursor.execute(
            "insert into access_grant (id, patient_id, organization_id, scope, source, starts_at, ends_at, reason)"
            f" values (gen_random_uuid(), %s, %s, 'intake', 'referral', {starts}, {ends or 'null'}, '')",
            [cast.denise.pk, cast.organizations[center].pk],
        )


@pytest.mark.django_db
def test_a_grant_that_ends_by_the_clock_leaves_with_the_sweep_and_the_upper_wall_at_once(cast: Cast) -> None:
    lakeside = cast.organizations["lakeside"].pk
    grant(cast, "lakeside", "clock_timestamp()", "clock_timestamp() + interval '50 ms'")
    assert lakeside in vis(cast)
    wait_a_moment()
    with acting(cast.actor("bo")) as bo:
        assert Patient.objects.visible_to(bo).count() == 0
    assert lakeside in vis(cast)
    with as_worker():
        assert due.sweep_vis() == 1
    assert lakeside not in vis(cast)


@pytest.mark.django_db
def test_a_grant_that_begins_later_comes_with_the_sweep(cast: Cast) -> None:
    grant(cast, "lakeside", "clock_timestamp() + interval '50 ms'", None)
    assert cast.organizations["lakeside"].pk not in vis(cast)
    wait_a_moment()
    with as_worker():
        due.sweep_vis()
    assert cast.organizations["lakeside"].pk in vis(cast)


@pytest.mark.django_db(transaction=True)
def test_grants_written_at_the_same_moment_all_count() -> None:
    with truth():
        cast = assemble()
    centers = ["lakeside", "summit"]

    def give(center: str) -> None:
        try:
            with acting(cast.actor("rae")), connection.cursor() as cursor:
                Grant.objects.create(
                    patient_id=cast.denise.pk, organization=cast.organizations[center], scope=Scope.INTAKE, source=Source.REFERRAL
                )
                cursor.execute("select pg_sleep(0.2)")  # hold the transaction open over the other's write
        finally:
            connection.close()

    threads = [Thread(target=give, args=[center]) for center in centers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert vis(cast) == {cast.organizations[name].pk for name in ("cedar", *centers)}
