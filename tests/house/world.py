"""One of everything, for tests that walk all addresses: the objects behind `<uuid:...>` and friends, and how to sign in as the cast.

A room that lands a page with a new kind of object adds its maker to `MAKERS`. All objects hang on Denise Okafor of Cedar Valley.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import Cast
from tests.truth import truth

CANARY = "Okafor"  # Denise's family name: a page that shows it has shown her record

WHO = ("nobody", "ana", "rae", "pia", "uma", "cy", "bo", "chen", "nan", "dee", "pat", "sam", "ida")


def _patient(cast: Cast) -> Any:
    return cast.denise.pk


def _notice(cast: Cast) -> Any:
    """Addressed to Bo."""
    from carecoord.notifications import Channel, Kind
    from carecoord.notifications.models import Notification

    return Notification.objects.create(kind=Kind.NOTE_WRITTEN, recipient=cast.bo, channel=Channel.INAPP, key="house").pk


# Samples by parameter name; a table line can replace them (tests/house/urls.py). Each maker runs inside `truth()`.
MAKERS: dict[str, Callable[[Cast], Any]] = {
    "patient_id": _patient,
    "notice_id": _notice,
    "object_id": lambda cast: cast.users["uma"].pk,
    "content_type_id": lambda cast: 1,
    "app_label": lambda cast: "account",
    "url": lambda cast: "no-such-page/",
    "pk": lambda cast: uuid4(),
    "uidb36": lambda cast: "1",
    "key": lambda cast: "not-a-key",
}


@pytest.fixture
def samples(cast: Cast) -> dict[str, Any]:
    with truth():
        return {name: make(cast) for name, make in MAKERS.items()}


def client_of(cast: Cast, who: str) -> Client:
    """A browser signed in as this member of the cast, at their organization, second factor done; `nobody` is signed out."""
    client = Client(raise_request_exception=False)
    if who == "nobody":
        return client
    client.force_login(cast.users[who])
    session = client.session
    home = cast.homes.get(who)
    session["organization_id"] = cast.organizations[home].pk if home else None
    session["has_factor"] = True
    session.save()
    return client
