"""The demonstration: three referrals in each stage, everybody who should be in it, and nobody twice."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from carecoord.access.models import Restriction
from carecoord.accounts.models import Organization, OrganizationKind
from patients.models import Patient
from referrals.management.commands.demo_logins import logins
from referrals.models import Event, Packet, Referral
from referrals.states import Stage
from tests.truth import truth


@pytest.mark.django_db(transaction=True)
def test_it_has_what_a_demonstration_needs(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", patients=63)
    with truth():
        by_stage = dict(Referral.objects.values_list("stage").annotate(rows=Count("id")))
        kinds = dict(Organization.objects.values_list("kind").annotate(rows=Count("id")))
        assert {stage for stage in Stage if by_stage.get(stage, 0) < 3} == set()
        assert kinds == {OrganizationKind.PRACTICE: 6, OrganizationKind.CENTER: 3}
        assert Patient.objects.count() >= 60
        assert Patient.objects.filter(deceased_at__isnull=False).exists()
        assert Restriction.objects.exists()
        assert Patient.objects.values("name_key", "birth_on").annotate(rows=Count("custodian", distinct=True)).filter(rows__gt=1).exists()
        sent = Referral.objects.exclude(stage__in=[Stage.DRAFT])
        assert Packet.objects.count() == sent.count()
        assert Event.objects.count() > sent.count()
    with pytest.raises(CommandError, match="organizations already"):
        call_command("seed_demo", patients=1)
    capsys.readouterr()
    call_command("demo_logins", json=True)
    rows = json.loads(capsys.readouterr().out)
    assert {"name", "role", "organization", "email", "password"} == set(rows[0])


def test_one_login_for_each_of_the_cast() -> None:
    rows = logins("secret")
    assert len(rows) == 12
    assert {row["role"] for row in rows} >= {"Clinician", "Coordinator", "Patient", "Caregiver", "Administrator"}
