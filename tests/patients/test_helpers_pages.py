"""Caregivers through their pages, seen by staff, by the patient and by the helper."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from carecoord.access.models import PersonalGrant
from patients.models import (
    Caregiver,
    CaregiverState,
)
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.pages import url
from tests.patients.rows import audited, fresh
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_caregivers_through_their_pages(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert rae.post(url("add_caregiver", cast), {"name": "Lee Okafor", "language": "en", "key": str(uuid4())}).status_code == 302
    with truth():
        row = Caregiver.objects.get()
    access = url("caregiver_access", cast, caregiver_id=row.pk)
    made = rae.post(access, {"email": "pat@home.example", "scopes": ["logistics"], "has_patient_agreed": "on", "version": "1"})
    link = made.context["page"]["link"]
    assert link in made.content.decode()
    path = link.split("testserver")[1]
    assert "Sign out" in client_of(cast, "sam").post(path).content.decode()
    pat = client_of(cast, "pat")
    assert pat.get(path).status_code == 200
    assert fresh(row).state == CaregiverState.PENDING
    assert pat.post(path).status_code == 302
    assert fresh(row).state == CaregiverState.CONFIRMED
    assert rae.get(access).status_code == 200
    version = fresh(row).version
    assert rae.post(url("revoke_caregiver", cast, caregiver_id=row.pk), {"version": str(version)}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED


def proxy(cast: Cast) -> Caregiver:
    """Sam's row in the list of caregivers, over the grant he has."""
    with truth():
        grant = PersonalGrant.objects.get(user=cast.sam)
        return Caregiver.objects.create(
            patient=cast.denise, name="Sam Okafor", relationship="Husband", state="confirmed", scopes=["full"], user=cast.sam, grant=grant
        )


def test_the_patient_sees_and_stops_their_helpers(cast: Cast) -> None:
    row = proxy(cast)
    pat, sam = client_of(cast, "pat"), client_of(cast, "sam")
    assert "Sam Okafor" in pat.get(reverse("my_caregivers:list")).content.decode()
    assert "Denise Okafor" in sam.get(reverse("my_caregivers:list")).content.decode()
    assert client_of(cast, "rae").get(reverse("my_caregivers:list")).status_code == 404
    stop = reverse("my_caregivers:stop", kwargs={"caregiver_id": row.pk})
    assert pat.post(stop, {"version": "1"}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED
    assert "Denise Okafor" not in sam.get(reverse("my_caregivers:list")).content.decode()
    assert sam.post(stop, {"version": "2"}).status_code == 404


def test_a_helper_stops_helping(cast: Cast) -> None:
    row = proxy(cast)
    sam = client_of(cast, "sam")
    assert sam.post(reverse("my_caregivers:stop", kwargs={"caregiver_id": row.pk}), {"version": "1"}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED
    assert audited("caregiver.revoke")[0].user_id == cast.sam.pk
