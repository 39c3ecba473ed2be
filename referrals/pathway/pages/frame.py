"""What every page about a journey shows around its own: patient banner with the alerts of the road, the plan's name, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.parts import Alert, Banner
from referrals.models import Journey
from referrals.page import fetch
from referrals.page.screen import over
from referrals.pathway.road import Road
from referrals.pathway.states import SETTLED
from referrals.states import Side

IRRADIATED = "irradiated_blood_alert"  # the first rule switches it on, the second off


@dataclass(frozen=True)
class Frame:
    journey: Journey
    banner: Banner
    plan: str
    href: str
    is_center: bool


def frame(actor: Actor, current: Road) -> Frame:
    journey = current.journey
    banner = over(actor, fetch.patient_of(actor, journey.patient_id))
    return Frame(
        journey=journey,
        banner=replace(banner, alerts=(*alerts(current, today_of(actor)), *banner.alerts)),
        plan=f"{current.protocol.title} · version {current.protocol.version}",
        href=reverse("pathway:journey", args=[journey.pk]),
        is_center=journey.side_of(actor) == Side.RECEIVER,
    )


def zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.place.time_zone if actor.place else "UTC")


def today_of(actor: Actor) -> date:
    return timezone.localdate(timezone=zone_of(actor))


def alerts(current: Road, today: date) -> tuple[Alert, ...]:
    """Irradiated blood only: from its first day until somebody has switched it off, for both sides."""
    rows = {row.series: row for row in current.live if row.code == IRRADIATED}
    begins, ends = rows.get(0), rows.get(1)
    is_begun = begins is not None and (begins.state in SETTLED or (begins.due_on is not None and begins.due_on <= today))
    is_ended = ends is not None and ends.state in SETTLED
    return (Alert("Irradiated blood only", "exclaim"),) if is_begun and not is_ended else ()
