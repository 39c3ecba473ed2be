"""Changing one's hours: when to be left alone, when the summary comes, and who stands in while one is away.

Language and time zone are changed on the account; `look_again` is for whoever changes what instants were reckoned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.audit import trail
from carecoord.notifications import deputies, nudge
from carecoord.notifications.models import Habits, Notification
from carecoord.notifications.states import Channel, State
from carecoord.notifications.timing import HOLDS

FIELDS = ("is_quiet", "quiet_from", "quiet_until", "digest_hour", "digest_weekday")
AWAY_FIELDS = ("away_from_on", "away_until_on", "deputy_id")


def of(user_id: int) -> Habits:
    """What is kept, or the defaults, which are kept nowhere yet."""
    return Habits.objects.select_related("user", "deputy").filter(user_id=user_id).first() or Habits(user_id=user_id)


def locked(actor: Actor, version: int) -> Habits:
    """The row to change, kept from now on; raises Stale for anything but the version it has."""
    assert actor.user_id is not None
    Habits.objects.bulk_create([Habits(user_id=actor.user_id)], ignore_conflicts=True)
    row = Habits.objects.select_for_update(of=("self",)).get(user_id=actor.user_id)
    if row.version != version:
        raise Stale(row.version, [_("You changed this in another window.")])
    return row


def change(actor: Actor, values: Mapping[str, Any], *, version: int) -> Habits:
    """Any of `FIELDS`; for staff of `AWAY_FIELDS` too. Raises Refused for a deputy who cannot stand in, or days in the wrong order."""
    row = locked(actor, version)
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, values[name])
    if set(differing) & set(AWAY_FIELDS):
        check_absence(actor, row)
    row.save(update_fields=differing)
    return changed(actor, row, "notices.habits", differing)


def check_absence(actor: Actor, row: Habits) -> None:
    if (row.away_from_on is None) != (row.away_until_on is None):
        raise Refused(_("Give the first and the last day away, or neither."), field="away_until_on", code="away_half")
    if row.away_from_on and row.away_until_on and row.away_until_on < row.away_from_on:
        raise Refused(_("The last day away is before the first one."), field="away_until_on", code="away_order")
    if row.deputy_id and row.deputy_id not in {one.user_id for one in deputies.who_can(actor)}:
        raise Refused(_("A deputy is a colleague here who does the same work."), field="deputy_id", code="deputy")


def changed(actor: Actor, row: Habits, action: str, names: Iterable[str]) -> Habits:
    """Count and tell the change, and look at what waits again. A form sent without any change is none."""
    told = list(names)
    if told:
        Habits.objects.filter(pk=row.pk).update(version=F("version") + 1, changed_at=timezone.now())
        row.version += 1
        trail.record(actor, action, about=row, fields=told)
        look_again(row.user_id)
    return row


def look_again(user_id: int) -> int:
    """What waits for its person is due now: the checks reckon anew when, by what the person wishes now. Called by that person's own act."""
    now = timezone.now()
    rows = Notification.objects.filter(recipient_id=user_id, state=State.DUE, last_error_class__in=HOLDS, try_at__gt=now)
    count = rows.exclude(channel=Channel.INAPP).update(try_at=now)
    if count:
        nudge.after_commit()
    return count
