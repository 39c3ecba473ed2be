"""What tests of this room share: acting as the worker, and rows in any state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from carecoord.accounts.models import User
from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from tests.truth import truth


@contextmanager
def as_worker_role() -> Iterator[None]:
    """The code inside runs as carecoord_worker, in the test's transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        role = cursor.fetchone()[0]
        cursor.execute("set local role carecoord_worker")
        yield
        cursor.execute("select set_config('role', %s, true)", [role])


def notice(to: User, **values: Any) -> Notification:
    """A due e-mail, unless told otherwise."""
    past = timezone.now() - timedelta(minutes=1)
    defaults: dict[str, Any] = {"kind": Kind.REFERRAL_SENT, "channel": Channel.EMAIL, "key": str(uuid4()), "due_at": past, "try_at": past}
    with truth():
        return Notification.objects.create(recipient=to, **(defaults | values))


def now(row: Notification) -> Notification:
    """The row as it stands in the database."""
    with truth():
        return Notification.objects.get(pk=row.pk)


def ago(**units: float) -> Any:
    return timezone.now() - timedelta(**units)
