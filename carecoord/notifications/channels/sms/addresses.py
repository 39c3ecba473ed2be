"""Which numbers may get a text: confirmed by a code, and not stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings

from carecoord.notifications.reach import Phone


def addresses(recipients: Collection[int]) -> Mapping[int, str]:
    if settings.SMS is None:
        return {}
    usable = Phone.objects.filter(user_id__in=recipients, confirmed_at__isnull=False, stopped_at__isnull=True)
    return dict(usable.values_list("user_id", "number"))
