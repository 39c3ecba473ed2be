"""Rows for scenarios, written by the owner as the product would have written them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from carecoord.access.owner import as_owner
from carecoord.accounts.models import User
from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification


def person(address: str) -> User:
    with as_owner():
        return User.objects.create_user(address, None, name="Robin")


def mail(to: User, **values: Any) -> Notification:
    """A due e-mail, unless told otherwise; not yet written."""
    past = timezone.now() - timedelta(minutes=1)
    defaults: dict[str, Any] = {"kind": Kind.TRIAGE_DUE, "channel": Channel.EMAIL, "key": str(uuid4()), "due_at": past}
    made = defaults | values
    return Notification(recipient=to, **({"try_at": made["due_at"]} | made))


def write(rows: Iterable[Notification]) -> list[str]:
    """Returns their Message-IDs, as the sink will name them."""
    made = list(rows)
    with as_owner():
        Notification.objects.bulk_create(made, batch_size=2000)
    return [name(row.pk) for row in made]


def fill(to: User, count: int, **values: Any) -> list[str]:
    return write(mail(to, **values) for _ in range(count))


def name(key: UUID) -> str:
    return f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"


def key(name: str) -> str:
    """The row's id in a Message-ID."""
    return name.strip("<>").split("@")[0]
