"""Prints as JSON what the load needs of one house: Bo's session, some addresses, a pool of referrals to accept, and bare statements."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.test import Client
from django.utils import timezone

from carecoord.access.models import Grant, Scope, Source
from carecoord.access.owner import as_owner
from carecoord.accounts.models import Organization, User
from patients.models import Patient, name_key
from referrals.models import Referral
from referrals.states import Side, Stage

POOL = 400


def session(user: User, organization: Organization) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["organization_id"] = organization.pk
    store["has_factor"] = True
    store.create()
    return str(store.session_key)


def pool(practice: Organization, center: Organization, owner: User) -> list[list[Any]]:
    """Referrals in triage, each of a patient of its own; those that an earlier run left are used first."""
    now, left = timezone.now(), Referral.objects.filter(patient__given_name="Bench", stage=Stage.RECEIVED)
    people = [
        Patient(custodian=practice, given_name="Bench", family_name=uuid4().hex[:6], name_key=name_key("bench", str(n)), sex="unknown")
        for n in range(POOL - left.count())
    ]
    where: dict[str, Any] = {"from_org": practice, "to_org": center, "stage": Stage.RECEIVED, "ball": Side.RECEIVER, "to_owner": owner}
    when: dict[str, Any] = {"stage_since": now, "due_at": now + timedelta(days=2), "submitted_at": now}
    rows = [Referral(patient=one, is_open=True, **where, **when) for one in people]
    Patient.objects.bulk_create(people)
    Referral.objects.bulk_create(rows)
    Grant.objects.bulk_create(
        [Grant(patient_id=row.patient_id, organization=center, scope=Scope.INTAKE, source=Source.REFERRAL, about=row.pk) for row in rows]
    )
    return [[str(pk), version] for pk, version in left.values_list("pk", "version")]


def statements(client: Client, path: str) -> list[str]:
    """The statements of one request with their values in them, to be replayed bare."""
    seen: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().lower().startswith(("select", "with", "/* context")):
            seen.append(context["cursor"].mogrify(sql, params).decode())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        client.get(path)
    return seen


def main() -> None:
    bo, chen = User.objects.get(email="bo@lakeside.example"), User.objects.get(email="chen@lakeside.example")
    center, practice = Organization.objects.get(short_name="Lakeside"), Organization.objects.get(short_name="Cedar Valley")
    with as_owner():
        made = pool(practice, center, bo)
        some = Referral.objects.filter(to_org=center, is_open=True, stage=Stage.ACCEPTED).values_list("pk", flat=True).first()
    client = Client(SERVER_NAME="localhost")
    keys = {"bo": session(bo, center), "chen": session(chen, center)}
    client.cookies[settings.SESSION_COOKIE_NAME] = keys["bo"]
    bare = {"worklist": "/worklist/", "list": "/api/v1/referrals/", "referral": f"/referrals/{some}/"}
    out = {
        "sessions": keys,
        "cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "referral": str(some),
        "pool": made,
        "bare": {name: statements(client, path) for name, path in bare.items()},
    }
    sys.stdout.write(json.dumps(out, default=str))


if __name__ == "__main__":
    main()
