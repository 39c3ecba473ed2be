"""The pages of the record: who gets what, statements bounded, nothing typed in an address, hostile words harmless."""

from __future__ import annotations

import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carecoord.access.models import Scope
from patients.models import (
    Identifier,
    Patient,
    Result,
    TherapyLine,
)
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.pages import fill, url
from tests.patients.rows import audited, share
from tests.truth import truth

pytestmark = pytest.mark.django_db


PAGES = ("record", "facts", "results", "documents", "caregivers", "edit", "death")


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_care_staff_and_leave_one_audit_row(cast: Cast, page: str) -> None:
    fill(cast, 3)
    response = client_of(cast, "rae").get(url(page, cast))
    assert response.status_code == 200
    assert "OKAFOR, Denise" in response.content.decode()
    assert "Okafor" not in response.content.decode().split("</title>")[0]
    (event,) = audited(f"read patients:{page}")
    assert event.patient_ids == [cast.denise.pk]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["cy", "bo", "dee", "uma", "ida", "pat", "sam"])
def test_outsiders_get_what_a_record_that_does_not_exist_gets(cast: Cast, page: str, who: str) -> None:
    client = client_of(cast, who)
    real = client.get(url(page, cast))
    other = client.get(reverse(f"patients:{page}", kwargs={"patient_id": uuid4()}))
    assert real.status_code == other.status_code == 404
    assert real.content.replace(str(cast.denise.pk).encode(), b"").split(b"<main")[1] == other.content.split(b"<main")[1]


def test_a_center_with_a_packet_sees_the_header_and_not_the_chart(cast: Cast) -> None:
    fill(cast, 1)
    share(cast, Scope.INTAKE)
    bo = client_of(cast, "bo")
    page = bo.get(url("record", cast)).content.decode()
    assert "OKAFOR, Denise" in page
    assert "The chart is not open to you now" in page
    assert "Substance" not in page
    assert "Regimen" not in page
    for closed in ("facts", "results", "documents", "caregivers"):
        assert bo.get(url(closed, cast)).status_code == 404


@pytest.mark.parametrize(("page", "most"), [("record", 14), ("facts", 14), ("results", 8), ("documents", 8), ("caregivers", 8)])
def test_statements_are_bounded_and_the_same_at_1_and_20(cast: Cast, page: str, most: int) -> None:
    rae = client_of(cast, "rae")
    fill(cast, 1)
    rae.get(url(page, cast))
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert rae.get(url(page, cast)).status_code == 200
    with truth():
        TherapyLine.objects.all().update(number=99)
    fill(cast, 20)
    with CaptureQueriesContext(connection) as many:
        assert rae.get(url(page, cast)).status_code == 200
    counted = [q["sql"] for q in many if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(few) == len(many)
    assert len(counted) <= most, "\n".join(sql[:160] for sql in counted)


def test_the_history_of_a_test_pages_by_key(cast: Cast) -> None:
    with truth():
        for n in range(60):
            taken = timezone.now() - datetime.timedelta(days=n)
            row = Result.objects.create(patient=cast.denise, loinc="718-7", name="Hemoglobin", value=n, taken_at=taken)
    rae = client_of(cast, "rae")
    first = rae.get(url("result", cast, fact_id=row.pk))
    shown = first.context["page"]["history"]
    second = rae.get(f"{url('result', cast, fact_id=row.pk)}?after={shown.older}").context["page"]["history"]
    assert (len(shown.rows), len(second.rows), second.older) == (50, 10, None)


def test_a_very_long_name_and_empty_record(cast: Cast) -> None:
    with truth():
        long = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Wolfeschlegel" * 6, family_name="Steinhausen" * 7)
        Identifier.objects.create(patient=long, organization=cast.organizations["cedar"], value="9" * 40)
    page = client_of(cast, "rae").get(reverse("patients:record", kwargs={"patient_id": long.pk}))
    assert "No line of therapy yet" in page.content.decode()
    assert page.content.decode().count("Not received") >= 9


def test_every_template_is_without_inline_style_or_script() -> None:
    for path in (Path(django_settings.BASE_DIR) / "templates/patients").glob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<script" not in text, path
        assert " onclick" not in text, path


def test_the_record_leads_to_a_referral_who_may_and_who_looked(cast: Cast) -> None:
    page = client_of(cast, "rae").get(url("record", cast)).content.decode()
    assert reverse("referrals:new") in page
    assert f'name="patient" value="{cast.denise.pk}"' in page
    assert reverse("audit:patient", kwargs={"patient_id": cast.denise.pk}) in page
    assert reverse("access:who_may", kwargs={"patient_id": cast.denise.pk}) in page


def test_signed_out_people_are_sent_to_the_door(cast: Cast) -> None:
    assert Client().get(url("record", cast)).status_code == 302
