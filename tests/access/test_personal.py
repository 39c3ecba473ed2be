"""Personal access counts for the person, not for the job; and a job is done at one organization at a time."""

from __future__ import annotations

import pytest
from django.db import connection

from carecoord.access.actor import Actor, acting
from carecoord.access.models import CareTeam, PersonalGrant, PersonalSource, ProxyScope, Restriction, RestrictionKind
from patients.models import Diagnosis, Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def both_walls(actor: Actor) -> tuple[int, int]:
    with acting(actor):
        return Patient.objects.count(), Patient.objects.visible_to(actor).count()


def test_staff_do_not_open_their_own_record_through_their_job(cast: Cast) -> None:
    with truth():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.rae, source=PersonalSource.SELF)
    assert both_walls(cast.actor("rae")) == (0, 0)
    assert both_walls(Actor(user_id=cast.rae.pk)) == (1, 1)


def test_proxies_count_only_as_a_person(cast: Cast) -> None:
    with truth():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.cy, source=PersonalSource.PROXY, scopes=[ProxyScope.FULL])
    assert both_walls(cast.actor("cy")) == (0, 0)
    assert both_walls(Actor(user_id=cast.cy.pk)) == (1, 1)


def test_a_proxy_for_dates_opens_no_chart_through_either_wall(cast: Cast) -> None:
    with truth():
        PersonalGrant.objects.filter(user=cast.sam).update(scopes=[ProxyScope.LOGISTICS])
        Diagnosis.objects.create(patient=cast.denise)
    with acting(cast.actor("sam")) as sam:
        assert Patient.objects.visible_to(sam).count() == 1
        assert Patient.objects.chart_of(sam).count() == 0
        assert Diagnosis.objects.count() == 0


def test_a_restriction_leaves_the_care_team_the_patient_and_the_privacy_officer(cast: Cast) -> None:
    with truth():
        CareTeam.objects.create(patient_id=cast.denise.pk, organization=cast.organizations["cedar"], user=cast.ana)
        Restriction.objects.create(patient_id=cast.denise.pk, kind=RestrictionKind.VIP, reason="Asked by the patient.")
    seen = {who: both_walls(cast.actor(who)) for who in ("ana", "rae", "pia", "uma", "pat", "sam", "bo")}
    assert seen == {"ana": (1, 1), "rae": (0, 0), "pia": (1, 1), "uma": (0, 0), "pat": (1, 1), "sam": (1, 1), "bo": (0, 0)}


def test_an_inactive_person_or_ended_membership_sees_nothing_at_once(cast: Cast) -> None:
    with truth(), connection.cursor() as cursor:
        cursor.execute("update accounts_membership set until = clock_timestamp() where user_id = %s", [cast.rae.pk])
        cursor.execute("update accounts_user set is_active = false where id = %s", [cast.sam.pk])
    assert both_walls(cast.actor("rae"))[0] == 0
    assert both_walls(cast.actor("sam"))[0] == 0
