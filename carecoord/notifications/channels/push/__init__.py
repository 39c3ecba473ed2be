"""Notices on devices (web push): encrypted so that only the browser reads them, sent to the push service of the browser's maker.

Nothing but a fixed sentence and a link is in them. The row's id is the Topic: a second copy takes the place of the first.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from carecoord.notifications.reach import Device

if TYPE_CHECKING:
    from carecoord.notifications.channels.push.sender import Sender

__all__ = ["Sender", "addresses"]


def addresses(recipients: Collection[int]) -> Mapping[int, str]:
    """The devices of each person as JSON, so that sending needs no database."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if settings.PUSH_KEY:
        for one in Device.objects.filter(user_id__in=recipients):
            found[one.user_id].append({"id": one.pk, "endpoint": one.endpoint, "keys": {"p256dh": one.p256dh, "auth": one.auth}})
    return {user: json.dumps(devices) for user, devices in found.items()}


def __getattr__(name: str) -> Any:
    """`Sender`, loaded on first use."""
    if name != "Sender":
        raise AttributeError(name)
    from carecoord.notifications.channels.push.sender import Sender

    return Sender
