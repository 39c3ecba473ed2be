"""A signed-in window without a browser, rows in bulk, and a counter of what a request asks of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.models import Grant, Scope, Source
from patients.models import Identifier, Patient, Sex
from referrals.models import Referral
from referrals.states import CHART_OPEN, ENDED, OPEN, STAGES, Side, Stage
from tests.cast import Cast
from tests.system.conftest import session_of
from tests.truth import truth

NOT_COUNTED = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)


def window(cast: Cast, who: str) -> Client:
    """Signed in as `who` at home, like the browser tests' windows."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(cast, who)
    return client


@contextmanager
def statements() -> Iterator[list[str]]:
    """Everything a block sends to the database but BEGIN, COMMIT and savepoints; filled when the block ends."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [query["sql"] for query in captured.captured_queries if not NOT_COUNTED.match(query["sql"])]


def referrals(cast: Cast, count: int, *, stage: Stage = Stage.RECEIVED, first: int = 0) -> list[Referral]:
    """So many patients of Cedar Valley, each referred to Lakeside and at `stage`."""
    with truth():
        return [_one(cast, number, stage) for number in range(first, first + count)]


def _one(cast: Cast, number: int, stage: Stage) -> Referral:
    cedar, lakeside = cast.organizations["cedar"], cast.organizations["lakeside"]
    names = {"given_name": "Raymond", "family_name": f"Marsh{number:02}", "sex": Sex.MALE}
    patient = Patient.objects.create(custodian=cedar, birth_on=date(1958, 3, 14) + timedelta(days=number), **names)
    Identifier.objects.create(patient=patient, organization=lakeside, system="mrn", value=f"44{number:05}")
    Grant.objects.create(patient_id=patient.pk, organization=cedar, scope=Scope.CUSTODY, source=Source.CUSTODY)
    values: dict[str, Any] = {"to_owner": cast.users["bo"], "from_owner": cast.users["rae"]}
    row = Referral.objects.create(
        patient=patient,
        from_org=cedar,
        to_org=lakeside,
        stage=stage,
        stage_since=timezone.now() - timedelta(days=number % 4),
        ball=Side.RECEIVER,
        is_open=True,
        due_at=timezone.now() + timedelta(days=number - 10),
        submitted_at=timezone.now(),
        **values,
    )
    Grant.objects.create(patient_id=patient.pk, organization=lakeside, scope=Scope.INTAKE, source=Source.REFERRAL, about=row.pk)
    return row


def at(cast: Cast, stage: Stage) -> Referral:
    """Denise's referral from Cedar Valley to Lakeside, put straight at a stage, with the grant that belongs to it."""
    with truth():
        row = Referral.objects.create(
            patient=cast.denise,
            from_org=cast.organizations["cedar"],
            to_org=cast.organizations["lakeside"],
            stage=stage,
            stage_since=timezone.now() - timedelta(days=1),
            ball=STAGES[stage].ball,
            is_open=stage in OPEN,
            ended_at=timezone.now() if stage in ENDED else None,
            due_at=timezone.now() + timedelta(days=3),
            submitted_at=timezone.now() - timedelta(days=5),
            agreed_on=timezone.localdate(),
            from_owner=cast.users["rae"],
            to_owner=cast.users["bo"],
            version=7,
        )
        scope = Scope.PATHWAY if stage in CHART_OPEN else Scope.INTAKE
        if stage != Stage.DRAFT:
            Grant.objects.create(
                patient_id=cast.denise.pk, organization=cast.organizations["lakeside"], scope=scope, source=Source.REFERRAL, about=row.pk
            )
        return row
